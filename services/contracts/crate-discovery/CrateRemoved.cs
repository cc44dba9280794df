using Ctas7.Contracts.Realtime;

namespace Ctas7.Contracts.CrateDiscovery;

/// <summary>A manifest is gone.</summary>
[EventType("crate.removed", Channels.Crates)]
public sealed record CrateRemoved(Guid EventId, DateTimeOffset OccurredAt, string Epoch, long Revision, string Lease, long FencingToken, CrateSummary Crate) : ICrateEvent;
