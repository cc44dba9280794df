namespace Aspire.Hosting.ApplicationModel;

/// <summary>The states of resources.</summary>
public static class KnownResourceStates
{
    /// <summary>Ready to be used, without a process of its own.</summary>
    public static readonly string Active = "Active";

    /// <summary>Ended.</summary>
    public static readonly string Exited = "Exited";

    /// <summary>Could not be started, or ended too often.</summary>
    public static readonly string FailedToStart = "FailedToStart";

    /// <summary>Ended as meant.</summary>
    public static readonly string Finished = "Finished";

    /// <summary>Waits for its start command.</summary>
    public static readonly string NotStarted = "NotStarted";

    /// <summary>Runs.</summary>
    public static readonly string Running = "Running";

    /// <summary>Ended unexpectedly; it will be started again.</summary>
    public static readonly string RuntimeUnhealthy = "RuntimeUnhealthy";

    /// <summary>Being started.</summary>
    public static readonly string Starting = "Starting";

    /// <summary>Being stopped.</summary>
    public static readonly string Stopping = "Stopping";

    /// <summary>A parameter without a value.</summary>
    public static readonly string ValueMissing = "ValueMissing";

    /// <summary>Waits for others.</summary>
    public static readonly string Waiting = "Waiting";

    /// <summary>The states that a resource does not leave by itself.</summary>
    public static readonly IReadOnlyList<string> TerminalStates = [Finished, FailedToStart, Exited];
}
