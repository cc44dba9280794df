namespace Aspire.Hosting.Dcp;

/// <summary>What became of a process.</summary>
internal sealed record ExecutableStatus
{
    public string? State { get; init; }

    public int? Pid { get; init; }

    public DateTimeOffset? StartupTimestamp { get; init; }

    public DateTimeOffset? FinishTimestamp { get; init; }

    public int? ExitCode { get; init; }

    /// <summary>Whether it has ended or never began.</summary>
    public bool IsOver => State is "Finished" or "Terminated" or "FailedToStart";
}
