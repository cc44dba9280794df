using System.Collections.Immutable;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>What is known of one running copy of a resource at one moment.</summary>
public sealed record CustomResourceSnapshot
{
    /// <summary>Such as <c>Project</c>, <c>Executable</c>, <c>Container</c>, <c>Parameter</c>.</summary>
    public required string ResourceType { get; init; }

    /// <summary>Such as the process id.</summary>
    public required ImmutableArray<ResourcePropertySnapshot> Properties { get; init; }

    /// <summary>One of <see cref="KnownResourceStates"/>; null before the first.</summary>
    public ResourceStateSnapshot? State { get; init; }

    /// <summary>When the run made it (UTC).</summary>
    public DateTime? CreationTimeStamp { get; init; }

    /// <summary>When its process started (UTC).</summary>
    public DateTime? StartTimeStamp { get; init; }

    /// <summary>When its process ended (UTC).</summary>
    public DateTime? StopTimeStamp { get; init; }

    /// <summary>The exit code of an ended process.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The environment that the application gives; the machine's own is left out.</summary>
    public ImmutableArray<EnvironmentVariableSnapshot> EnvironmentVariables { get; init; } = [];

    /// <summary>The urls.</summary>
    public ImmutableArray<UrlSnapshot> Urls { get; init; } = [];

    /// <summary>The edges to others.</summary>
    public ImmutableArray<RelationshipSnapshot> Relationships { get; init; } = [];

    /// <summary>What can be done with it.</summary>
    public ImmutableArray<ResourceCommandSnapshot> Commands { get; init; } = [];

    /// <summary>The last result of each health check.</summary>
    public ImmutableArray<HealthReportSnapshot> HealthReports { get; internal init; } = [];

    /// <summary>Whether the dashboard leaves it out.</summary>
    public bool IsHidden { get; init; }

    /// <summary>The icon's name.</summary>
    public string? IconName { get; init; }

    /// <summary>How the icon is drawn.</summary>
    public IconVariant? IconVariant { get; init; }

    /// <summary>The worst of the reports of a running resource: healthy without checks, unhealthy until every check has run once; null when not running.</summary>
    public HealthStatus? HealthStatus
        => State?.Text != KnownResourceStates.Running ? null
            : HealthReports.IsEmpty ? Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy
            : HealthReports.Min(report => report.Status ?? Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Unhealthy);
}
