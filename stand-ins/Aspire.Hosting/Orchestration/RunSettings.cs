using System.Reflection;
using System.Security.Cryptography;

namespace Aspire.Hosting.Orchestration;

/// <summary>What is fixed for one run.</summary>
internal sealed record RunSettings
{
    /// <summary>Marks everything that the run starts.</summary>
    public required string RunId { get; init; }

    /// <summary>The name that the dashboard shows.</summary>
    public required string ApplicationName { get; init; }

    /// <summary>The app host's folder.</summary>
    public required string AppHostFolder { get; init; }

    /// <summary>What survives the run.</summary>
    public required string DataFolder { get; init; }

    /// <summary><c>debug</c> or <c>release</c>: how the app host, and so what it runs, was built.</summary>
    public required string BuildConfiguration { get; init; }

    /// <summary>Where the state is written for other programs; null for nowhere.</summary>
    public string? StateFile { get; init; }

    /// <summary>Whether there is a dashboard.</summary>
    public required bool HasDashboard { get; init; }

    /// <summary>The dashboard's port; null for a free one.</summary>
    public int? DashboardPort { get; init; }

    /// <summary>What a browser must give once to see the dashboard.</summary>
    public required string BrowserToken { get; init; }

    /// <summary>What telemetry must carry.</summary>
    public required string OtlpApiKey { get; init; }

    /// <summary>What the dashboard must give to see the resources.</summary>
    public required string ResourceServiceApiKey { get; init; }

    public static RunSettings Of(IDistributedApplicationBuilder builder, DistributedApplicationOptions options) => new()
    {
        RunId = Guid.NewGuid().ToString("N"),
        ApplicationName = options.DashboardApplicationName ?? builder.Environment.ApplicationName,
        AppHostFolder = builder.AppHostDirectory,
        DataFolder = Parameters.DataFolder.Of(builder),
        BuildConfiguration = typeof(RunSettings).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()?.Configuration == "Release" ? "release" : "debug",
        StateFile = builder.Configuration["state-file"] is { Length: > 0 } path ? Path.GetFullPath(path) : null,
        HasDashboard = !options.DisableDashboard,
        DashboardPort = int.TryParse(builder.Configuration["Ports:Dashboard"], out var port) && port > 0 ? port : null,
        BrowserToken = builder.Configuration["AppHost:BrowserToken"] ?? Token(),
        OtlpApiKey = builder.Configuration["AppHost:OtlpApiKey"] ?? Token(),
        ResourceServiceApiKey = builder.Configuration["AppHost:ResourceService:ApiKey"] ?? Token(),
    };

    private static string Token() => RandomNumberGenerator.GetHexString(32, lowercase: true);
}
