using Ctas7.Realtime.Feeds;
using Ctas7.Realtime.History;

namespace Ctas7.Realtime.Connections;

/// <summary>One channel of one connection: where it reads next. The sender owns it; the feed only looks at the cursor.</summary>
internal sealed class Subscription(ChannelFeed feed, ClientConnection connection) : IFeedReader
{
    private long _cursor;

    /// <summary>The channel.</summary>
    public ChannelFeed Feed { get; } = feed;

    /// <inheritdoc/>
    public long Cursor
    {
        get => Volatile.Read(ref _cursor);
        set => Volatile.Write(ref _cursor, value);
    }

    /// <summary>While older events come from the history: the last one sent. Null when the feed is read.</summary>
    public LogPosition? Replay { get; set; }

    /// <summary>Events up to here are not sent: the client has them, or was told that it will not get them.</summary>
    public LogPosition? SkipThrough { get; set; }

    /// <summary>The last event that the client said it has dealt with; 0 for none.</summary>
    public long Acknowledged { get; set; }

    /// <summary>Items that wait to be sent.</summary>
    public long Backlog => Replay is null ? Math.Max(0, Feed.Ring.Next - Cursor) : Math.Max(0, Feed.Position.Offset - Replay.Offset);

    /// <inheritdoc/>
    public void Wake() => connection.Wake();

    /// <inheritdoc/>
    public void FellBehind() => connection.Close(CloseReason.TooSlow);

    /// <summary>True when the client is not to get this item.</summary>
    public bool Skips(FeedItem item) =>
        SkipThrough is { } skip && item.IsEvent && item.Position.Epoch == skip.Epoch && item.Position.Offset <= skip.Offset;
}
