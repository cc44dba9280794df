using Ctas7.Contracts.Realtime;

namespace Ctas7.Contracts.CrateDiscovery;

/// <summary>A manifest cannot be read or is not valid; the crate keeps its last good state, if it ever had one.</summary>
[EventType("crate.invalid", Channels.Crates)]
public sealed record CrateInvalid(Guid EventId, DateTimeOffset OccurredAt, string Epoch, long Revision, string Lease, long FencingToken, CrateSummary Crate) : ICrateEvent;
