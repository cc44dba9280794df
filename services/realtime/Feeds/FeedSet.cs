using Ctas7.Realtime.Diagnostics;
using Ctas7.Realtime.Events;
using Ctas7.Realtime.History;
using Microsoft.Extensions.Options;

namespace Ctas7.Realtime.Feeds;

/// <summary>The feeds of this replica, one per channel. Thread-safe.</summary>
public sealed class FeedSet
{
    private readonly Dictionary<string, ChannelFeed> _feeds;

    /// <summary>Makes one feed for every channel that the contracts declare.</summary>
    public FeedSet(EventHistory history, IOptions<RealtimeOptions> options, RealtimeMetrics metrics, TimeProvider time, ILogger<ChannelFeed> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        _feeds = EventCatalog.Channels.ToDictionary(name => name, name => new ChannelFeed(name, history, options.Value, metrics, time, logger), StringComparer.Ordinal);
    }

    /// <summary>Every feed.</summary>
    public IReadOnlyCollection<ChannelFeed> All => _feeds.Values;

    /// <summary>True once every channel's place in Redis is known.</summary>
    public bool IsReady => _feeds.Values.All(feed => feed.IsReady);

    /// <summary>The epoch as this replica knows it; empty before it is ready.</summary>
    public string Epoch => All.First().Position.Epoch;

    /// <summary>The feed of a channel, or null when there is no such channel.</summary>
    public ChannelFeed? Find(string channel) => _feeds.GetValueOrDefault(channel);
}
