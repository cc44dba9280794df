using Ctas7.Contracts.Realtime;

namespace Ctas7.Contracts.CrateDiscovery;

/// <summary>A known manifest changed and is readable.</summary>
[EventType("crate.updated", Channels.Crates)]
public sealed record CrateUpdated(Guid EventId, DateTimeOffset OccurredAt, string Epoch, long Revision, string Lease, long FencingToken, CrateSummary Crate) : ICrateEvent;
