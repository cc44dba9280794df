using Ctas7.Contracts.Realtime;

namespace Ctas7.Contracts.CrateDiscovery;

/// <summary>A manifest was found that the registry did not know.</summary>
[EventType("crate.discovered", Channels.Crates)]
public sealed record CrateDiscovered(Guid EventId, DateTimeOffset OccurredAt, string Epoch, long Revision, string Lease, long FencingToken, CrateSummary Crate) : ICrateEvent;
