using Ctas7.Contracts.Realtime;

namespace Ctas7.Contracts.CrateDiscovery;

/// <summary>How far a running scan is; at most two a second.</summary>
[EventType("scan.progress", Channels.Crates)]
public sealed record ScanProgress(Guid EventId, DateTimeOffset OccurredAt, string Lease, long FencingToken, Guid ScanId, long Folders, long Files, int Manifests) : IFencedEvent;
