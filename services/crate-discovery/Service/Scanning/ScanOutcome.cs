namespace Ctas7.CrateDiscovery.Scanning;

/// <summary>How a scan ended.</summary>
public enum ScanOutcome
{
    /// <summary>Everything was looked at.</summary>
    Completed,

    /// <summary>Stopped before the end.</summary>
    Cancelled,

    /// <summary>An error of this service ended it; the log says which.</summary>
    Failed,
}
