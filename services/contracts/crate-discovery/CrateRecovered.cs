using Ctas7.Contracts.Realtime;

namespace Ctas7.Contracts.CrateDiscovery;

/// <summary>A manifest that was invalid is readable again.</summary>
[EventType("crate.recovered", Channels.Crates)]
public sealed record CrateRecovered(Guid EventId, DateTimeOffset OccurredAt, string Epoch, long Revision, string Lease, long FencingToken, CrateSummary Crate) : ICrateEvent;
