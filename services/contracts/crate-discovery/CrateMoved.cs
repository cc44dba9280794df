using Ctas7.Contracts.Realtime;

namespace Ctas7.Contracts.CrateDiscovery;

/// <summary>A manifest changed its place and kept its identity: <paramref name="PreviousPath"/> is where it was.</summary>
[EventType("crate.moved", Channels.Crates)]
public sealed record CrateMoved(Guid EventId, DateTimeOffset OccurredAt, string Epoch, long Revision, string Lease, long FencingToken, CrateSummary Crate, string PreviousPath) : ICrateEvent;
