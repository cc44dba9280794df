using Ctas7.Contracts.Realtime;

namespace Ctas7.Contracts.CrateDiscovery;

/// <summary>A scan of <paramref name="Roots"/> began. <paramref name="Reason"/>: <c>start</c>, <c>request</c>, <c>overflow</c> or <c>poll</c>.</summary>
[EventType("scan.started", Channels.Crates)]
public sealed record ScanStarted(Guid EventId, DateTimeOffset OccurredAt, string Lease, long FencingToken, Guid ScanId, string Reason, IReadOnlyList<string> Roots) : IFencedEvent;
