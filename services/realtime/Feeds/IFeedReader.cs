namespace Ctas7.Realtime.Feeds;

/// <summary>Somebody who reads a <see cref="ChannelFeed"/> at its own pace.</summary>
public interface IFeedReader
{
    /// <summary>The sequence it reads next. Set by the feed when the reader joins, and read by it at any time.</summary>
    long Cursor { get; set; }

    /// <summary>There is something to read. Must return at once.</summary>
    void Wake();

    /// <summary>What it reads next is gone: it fell behind by more than the feed keeps. Must return at once.</summary>
    void FellBehind();
}
