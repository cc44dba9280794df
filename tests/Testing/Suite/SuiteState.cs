using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ctas7.Testing.Suite;

/// <summary>What the app host writes to its state file.</summary>
public sealed record SuiteState(
    [property: JsonPropertyName("dashboard")] SuiteState.DashboardState? Dashboard,
    [property: JsonPropertyName("orchestrator_pid")] int? Orchestrator,
    [property: JsonPropertyName("resources")] IReadOnlyList<SuiteState.ResourceState> Resources,
    [property: JsonPropertyName("hidden")] IReadOnlyList<SuiteState.ResourceState> Hidden)
{
    /// <summary>Where the dashboard is, with its login token.</summary>
    public sealed record DashboardState([property: JsonPropertyName("login_url")] string LoginUrl);

    /// <summary>One replica of a resource.</summary>
    public sealed record ResourceState(
        [property: JsonPropertyName("name")] string Name,
        [property: JsonPropertyName("resource")] string Resource,
        [property: JsonPropertyName("state")] string? State,
        [property: JsonPropertyName("health")] string? Health,
        [property: JsonPropertyName("pid")] int? Pid);

    /// <summary>Reads the file, or null while it does not exist.</summary>
    public static SuiteState? Read(string path) => File.Exists(path) ? JsonSerializer.Deserialize<SuiteState>(File.ReadAllBytes(path)) : null;
}
