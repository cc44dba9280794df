namespace Ctas7.CrateDiscovery.Api.Documents;

/// <summary>Roots, scans and watch, for the OpenAPI document.</summary>
/// <param name="Epoch">Identity of the registry that counts revisions.</param>
/// <param name="Revision">The registry's revision.</param>
/// <param name="Replica">What the answering replica is.</param>
/// <param name="Registry">Where what it answers comes from.</param>
/// <param name="Roots">Where manifests are looked for.</param>
/// <param name="Running">The scan that runs now, or null.</param>
/// <param name="Last">The last scan that ended, or null.</param>
/// <param name="Watch">How changes come to be known; null on a replica that does not lead.</param>
/// <param name="Held">Manifests in their grace.</param>
/// <param name="HeldRemovals">Crates that are gone and kept as missing.</param>
/// <param name="NextRemovalDue">When the next of them is removed unless it is back, or null.</param>
/// <param name="Unannounced">Changes that the bus has not confirmed yet.</param>
internal sealed record ScanState(
    string Epoch,
    long Revision,
    ScanState.ReplicaState Replica,
    ScanState.RegistryState Registry,
    IReadOnlyList<ScanState.ScanRoot> Roots,
    ScanState.Scan? Running,
    ScanState.Scan? Last,
    ScanState.WatchedFolders? Watch,
    int Held,
    int HeldRemovals,
    DateTimeOffset? NextRemovalDue,
    int Unannounced)
{
    /// <summary>The answering replica.</summary>
    /// <param name="Role">leader, follower or starting.</param>
    /// <param name="Instance">Its name.</param>
    /// <param name="Leader">The name of the replica that leads, or null while none is known.</param>
    /// <param name="FencingToken">The token of the lease, 0 without one.</param>
    /// <param name="LeaseExpiresAt">When the lease lapses unless it is renewed, or null.</param>
    internal sealed record ReplicaState(string Role, string Instance, string? Leader, long FencingToken, DateTimeOffset? LeaseExpiresAt);

    /// <summary>Where the registry's content comes from.</summary>
    /// <param name="Source">scan, cache or leader.</param>
    /// <param name="AsOf">When it was known to be true; null while the first scan of an empty registry runs.</param>
    internal sealed record RegistryState(string Source, DateTimeOffset? AsOf);

    /// <summary>A root.</summary>
    /// <param name="Path">Absolute.</param>
    /// <param name="State">ok, missing, not_a_folder or unreadable.</param>
    /// <param name="Crates">Crates in it.</param>
    internal sealed record ScanRoot(string Path, string State, int Crates);

    /// <summary>A scan.</summary>
    /// <param name="ScanId">As in its events.</param>
    /// <param name="Reason">start, request, overflow or poll.</param>
    /// <param name="StartedAt">When it began.</param>
    /// <param name="Folders">Folders listed.</param>
    /// <param name="Files">Names in them that are no folders.</param>
    /// <param name="Manifests">Manifests met.</param>
    /// <param name="Read">Manifests read, as they were not the same as before.</param>
    /// <param name="Unchanged">Manifests that were the same as before.</param>
    /// <param name="Outcome">completed, cancelled or failed; absent while it runs.</param>
    /// <param name="FinishedAt">Absent while it runs.</param>
    /// <param name="DurationMs">Absent while it runs.</param>
    /// <param name="Changed">Changes of the registry that it made; absent while it runs.</param>
    /// <param name="Issues">Issues known at its end; absent while it runs.</param>
    internal sealed record Scan(
        Guid ScanId,
        string Reason,
        DateTimeOffset StartedAt,
        long Folders,
        long Files,
        int Manifests,
        int Read,
        int Unchanged,
        string? Outcome = null,
        DateTimeOffset? FinishedAt = null,
        double? DurationMs = null,
        int? Changed = null,
        int? Issues = null);

    /// <summary>The watch.</summary>
    /// <param name="State">live, degraded or polling.</param>
    /// <param name="Since">Since when it is in this state.</param>
    /// <param name="Watched">Folders watched.</param>
    /// <param name="Unwatched">Folders that found no watch.</param>
    /// <param name="Budget">Most folders that are watched.</param>
    /// <param name="KernelLimit">The kernel's own limit.</param>
    /// <param name="Overflows">How often the kernel dropped events.</param>
    /// <param name="NotLiveSeconds">How long it was not live, all in all.</param>
    /// <param name="PollIntervalSeconds">Time between scans while something is not watched.</param>
    /// <param name="RescanIntervalSeconds">Time between the scans that make sure.</param>
    internal sealed record WatchedFolders(
        string State,
        DateTimeOffset? Since,
        int Watched,
        int Unwatched,
        int Budget,
        int KernelLimit,
        long Overflows,
        double NotLiveSeconds,
        double PollIntervalSeconds,
        double RescanIntervalSeconds);
}
