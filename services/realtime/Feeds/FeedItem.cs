using Ctas7.Realtime.History;

namespace Ctas7.Realtime.Feeds;

/// <summary>One message of a feed: an event, or the notice that a new epoch began. Immutable.</summary>
/// <param name="Sequence">Its place in this replica's feed, which no epoch resets.</param>
/// <param name="Position">Where a client stands that has read it.</param>
/// <param name="Json">What clients get: one line of UTF-8 JSON, the same bytes for each.</param>
/// <param name="IsEvent">False for a notice.</param>
/// <param name="BytesBefore">Bytes of all items before this one.</param>
public sealed record FeedItem(long Sequence, LogPosition Position, ReadOnlyMemory<byte> Json, bool IsEvent, long BytesBefore);
