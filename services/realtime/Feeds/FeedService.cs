using Ctas7.Realtime.History;
using Ctas7.ServiceDefaults.Cache;
using StackExchange.Redis;

namespace Ctas7.Realtime.Feeds;

/// <summary>
/// Connects the feeds with Redis: passes on the doorbells, and has every feed look for missed events after each
/// reconnect. A slow look every few seconds covers a doorbell that was lost without any sign.
/// </summary>
internal sealed class FeedService(FeedSet feeds, RedisConnection redis, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan SafetyInterval = TimeSpan.FromSeconds(3);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        redis.Restored += CheckAll;
        try
        {
            await Task.WhenAll(feeds.All.Select(feed => redis.Subscriber.SubscribeAsync(HistoryKeys.Bell(feed.Name), (_, message) => Ring(feed, message))));
            await Task.WhenAll([.. feeds.All.Select(feed => feed.RunAsync(stoppingToken)), LookNowAndThenAsync(stoppingToken)]);
        }
        finally
        {
            redis.Restored -= CheckAll;
        }
    }

    private static void Ring(ChannelFeed feed, RedisValue message)
    {
        if (LogEntry.TryParse((byte[])message, out var entry))
        {
            feed.Offer(entry!);
        }
        else
        {
            feed.Check();
        }
    }

    private async Task LookNowAndThenAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(SafetyInterval, time);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            CheckAll();
        }
    }

    private void CheckAll()
    {
        foreach (var feed in feeds.All)
        {
            feed.Check();
        }
    }
}
