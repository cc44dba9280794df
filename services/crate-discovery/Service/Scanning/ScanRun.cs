namespace Ctas7.CrateDiscovery.Scanning;

/// <summary>One scan of all roots, running or ended.</summary>
/// <param name="Id">UUIDv7.</param>
/// <param name="Reason">Why it ran.</param>
/// <param name="StartedAt">UTC.</param>
/// <param name="Counters">How far it is, or was at its end.</param>
public sealed record ScanRun(Guid Id, ScanReason Reason, DateTimeOffset StartedAt, WalkCounters Counters)
{
    /// <summary>Null while it runs.</summary>
    public ScanOutcome? Outcome { get; init; }

    /// <summary>Null while it runs.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>How long it took; zero while it runs.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Changes of the registry that it made.</summary>
    public int Changed { get; init; }

    /// <summary>Issues known at its end, of any severity.</summary>
    public int Issues { get; init; }
}
