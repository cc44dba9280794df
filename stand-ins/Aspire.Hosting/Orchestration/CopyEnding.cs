namespace Aspire.Hosting.Orchestration;

/// <summary>How one life of a copy ended.</summary>
/// <param name="ExitCode">The exit code, where there is one.</param>
/// <param name="Reason">In words.</param>
/// <param name="SessionLost">The orchestrator went away under it: no fault of its own.</param>
internal sealed record CopyEnding(int? ExitCode, string Reason, bool SessionLost = false);
