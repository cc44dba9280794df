namespace Aspire.Hosting.Orchestration;

/// <summary>What the state file says.</summary>
internal sealed record RunState(
    string RunId, int AppHostPid, int? OrchestratorPid, RunState.DashboardEntry? Dashboard, IReadOnlyList<RunState.Copy> Resources, IReadOnlyList<RunState.Copy> Hidden)
{
    internal sealed record DashboardEntry(string Url, string LoginUrl, string Token);

    internal sealed record Copy(string Name, string Resource, string? State, string? Health, int? Pid, IReadOnlyList<string> Urls);
}
