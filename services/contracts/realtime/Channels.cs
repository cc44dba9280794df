namespace Ctas7.Contracts.Realtime;

/// <summary>The channels that exist so far. Offsets count per channel; order is kept within one channel only.</summary>
public static class Channels
{
    /// <summary>Crates and scans: <c>crate.*</c>, <c>scan.*</c>.</summary>
    public const string Crates = "crates";

    /// <summary>The suite itself: <c>system.*</c>.</summary>
    public const string System = "system";

    /// <summary>Deployments: <c>deployment.*</c>.</summary>
    public const string Deployments = "deployments";

    /// <summary>Health of the services that are watched: <c>mux.*</c>.</summary>
    public const string Health = "health";
}
