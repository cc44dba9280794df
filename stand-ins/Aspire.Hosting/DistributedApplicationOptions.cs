namespace Aspire.Hosting;

/// <summary>How an application is built.</summary>
public sealed class DistributedApplicationOptions
{
    /// <summary>The command line.</summary>
    public string[]? Args { get; set; }

    /// <summary>The app host's assembly; the entry assembly when not given.</summary>
    public string? AssemblyName { get; set; }

    /// <summary>The app host's folder, which relative paths start from.</summary>
    public string? ProjectDirectory { get; set; }

    /// <summary>The name that the dashboard shows.</summary>
    public string? DashboardApplicationName { get; set; }

    /// <summary>Whether to run without the dashboard.</summary>
    public bool DisableDashboard { get; set; }
}
