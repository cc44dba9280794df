using System.Text.Json.Serialization;
using Ctas7.ServiceDefaults.Telemetry;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Ctas7.ServiceDefaults.Health;

/// <summary>Body of <c>/health</c> and <c>/alive</c>.</summary>
/// <param name="Status"><c>healthy</c>, <c>degraded</c> or <c>unhealthy</c>: the worst of the checks.</param>
/// <param name="Version">Version of the service.</param>
/// <param name="DurationMs">Time that all checks took together.</param>
/// <param name="Checks">Every check by its name.</param>
public sealed record HealthAnswer(string Status, string Version, double DurationMs, IReadOnlyDictionary<string, HealthAnswer.Check> Checks)
{
    /// <summary>One check.</summary>
    /// <param name="Status"><c>healthy</c>, <c>degraded</c> or <c>unhealthy</c>.</param>
    /// <param name="Description">What it found, in words, or null.</param>
    /// <param name="DurationMs">Time that it took.</param>
    public sealed record Check(string Status, string? Description, double DurationMs);

    internal static HealthAnswer From(HealthReport report) => new(
        Word(report.Status),
        ServiceVersion.Text,
        Math.Round(report.TotalDuration.TotalMilliseconds, 3),
        report.Entries.ToDictionary(
            entry => entry.Key,
            entry => new Check(Word(entry.Value.Status), Describe(entry.Value), Math.Round(entry.Value.Duration.TotalMilliseconds, 3))));

    /// <summary>What an exception says is for the log: it may name hosts, paths and accounts.</summary>
    private static string? Describe(HealthReportEntry entry) =>
        entry.Exception is { } failure && entry.Description == failure.Message ? "The check failed; the log says why." : entry.Description;

    private static string Word(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => "healthy",
        HealthStatus.Degraded => "degraded",
        _ => "unhealthy",
    };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(HealthAnswer))]
internal sealed partial class HealthJson : JsonSerializerContext;
