namespace Ctas7.CrateDiscovery.Replicas;

/// <summary>The lease as Redis knows it.</summary>
/// <param name="IsMine">This replica holds it.</param>
/// <param name="Instance">Who holds it.</param>
/// <param name="Address">Where the holder is reached by gRPC; may be empty.</param>
/// <param name="FencingToken">The holder's token.</param>
/// <param name="Epoch">The epoch of the holder's registry.</param>
/// <param name="Revision">The revision its registry had at the last renewal.</param>
/// <param name="Remaining">Time until it lapses, unless it is renewed.</param>
/// <param name="AskedAt">When Redis was asked, as a timestamp of the clock: the lease cannot lapse earlier than <paramref name="Remaining"/> after it.</param>
/// <param name="IsMemoryNew">Redis knew of no leader before this call: it is new, or has lost its memory.</param>
/// <param name="Process">Which process the holder is (<see cref="ProcessMark"/>); may be empty.</param>
public sealed record LeaseView(
    bool IsMine, string Instance, string Address, long FencingToken, string Epoch, long Revision, TimeSpan Remaining, long AskedAt, bool IsMemoryNew, string Process);
