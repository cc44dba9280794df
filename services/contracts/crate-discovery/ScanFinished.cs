using Ctas7.Contracts.Realtime;

namespace Ctas7.Contracts.CrateDiscovery;

/// <summary>A scan ended. <paramref name="Outcome"/>: <c>completed</c>, <c>cancelled</c> or <c>failed</c>; counts are of this scan.</summary>
[EventType("scan.finished", Channels.Crates)]
public sealed record ScanFinished(
    Guid EventId,
    DateTimeOffset OccurredAt,
    string Lease,
    long FencingToken,
    Guid ScanId,
    string Outcome,
    long Folders,
    long Files,
    int Manifests,
    int Changed,
    int Issues,
    double DurationMs) : IFencedEvent;
