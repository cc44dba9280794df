using Ctas7.Realtime.Feeds;
using Ctas7.Realtime.History;
using Ctas7.Realtime.Messages;

namespace Ctas7.Realtime.Connections;

/// <summary>The channels of one connection and what its client asks of them. Belongs to the connection's loop, except <see cref="Backlog"/>.</summary>
internal sealed class SubscriptionSet(ClientConnection connection, InitialSubscription initial, EventHistory history, RealtimeOptions options, TimeProvider time)
{
    private const int ReplayPage = 256;

    private volatile Subscription[] _all = [];
    private bool _isExplicit = initial.IsExplicit;

    /// <summary>The present subscriptions; a snapshot.</summary>
    public Subscription[] All => _all;

    /// <summary>Where the client stands.</summary>
    public PositionSet Positions { get; } = new();

    /// <summary>Items that wait on the slowest channel. Any thread.</summary>
    public long Backlog => _all.Select(subscription => subscription.Backlog).DefaultIfEmpty().Max();

    /// <summary>Joins the channels that the client began with and sends the first message; then goes on where the client had stopped.</summary>
    public async ValueTask WelcomeAsync(ClientLimits limits)
    {
        foreach (var feed in initial.Chosen.Where(feed => !initial.Since.ContainsKey(feed.Name)))
        {
            JoinAtHead(feed);
        }

        var begins = _all.ToDictionary(subscription => subscription.Feed.Name, subscription => Positions[subscription.Feed.Name]!.Offset);
        var epoch = initial.Permitted[0].Position.Epoch;
        await connection.SendAsync(new WelcomeMessage(connection.Id, epoch, begins, limits), MessageJson.Default.WelcomeMessage);
        foreach (var feed in initial.Chosen.Where(feed => initial.Since.ContainsKey(feed.Name)))
        {
            await SubscribeAsync(feed, initial.Since[feed.Name]);
        }
    }

    /// <summary>Does what a client message asks, and answers it.</summary>
    public ValueTask ObeyAsync(ClientMessage message) => message.Type switch
    {
        "ping" => connection.SendAsync(new PongMessage(time.GetUtcNow()), MessageJson.Default.PongMessage),
        "subscribe" => SubscribeAsync(message),
        "unsubscribe" => UnsubscribeAsync(message),
        "ack" => AcknowledgeAsync(message),
        _ => RefuseAsync("unknown_type", "The type is one of subscribe, unsubscribe, ping, ack."),
    };

    /// <summary>Sends one page of older events; changes over to the feed once that reaches back far enough. Always true: there may be more.</summary>
    public async ValueTask<bool> ReplayAsync(Subscription subscription)
    {
        var (feed, done) = (subscription.Feed, subscription.Replay!);
        if (await ReadAsync(feed, done) is not { } page || page.Epoch != done.Epoch)
        {
            await RestartAsync(subscription, lost: null);
        }
        else if (page.Entries is [])
        {
            GoLive(subscription, done);
        }
        else if (page.Entries[0].Offset != done.Offset + 1)
        {
            // Trimmed away while the client was being served.
            await RestartAsync(subscription, page.Head - done.Offset, page);
        }
        else
        {
            await SendPageAsync(subscription, page);
        }

        return true;
    }

    /// <summary>Leaves every channel.</summary>
    public void LeaveAll()
    {
        foreach (var subscription in _all)
        {
            subscription.Feed.Leave(subscription);
        }

        _all = [];
    }

    private async ValueTask SubscribeAsync(ClientMessage message)
    {
        if (await NamedChannelsAsync(message) is not { } feeds)
        {
            return;
        }

        if (!_isExplicit)
        {
            _isExplicit = true;
            foreach (var unwanted in _all.Where(subscription => !feeds.Contains(subscription.Feed)))
            {
                Leave(unwanted);
            }
        }

        if (_all.Select(subscription => subscription.Feed).Union(feeds).Count() > options.MaxSubscriptions)
        {
            await RefuseAsync("too_many_subscriptions", $"A connection may have up to {options.MaxSubscriptions} channels; unsubscribe from some first.");
            return;
        }

        foreach (var feed in feeds)
        {
            await SubscribeAsync(feed, message.Since?.GetValueOrDefault(feed.Name));
        }
    }

    private async ValueTask UnsubscribeAsync(ClientMessage message)
    {
        foreach (var feed in await NamedChannelsAsync(message) ?? [])
        {
            if (Find(feed) is { } subscription)
            {
                Leave(subscription);
            }
        }
    }

    private ValueTask AcknowledgeAsync(ClientMessage message)
    {
        if (_all.FirstOrDefault(item => item.Feed.Name == message.Channel) is not { } subscription)
        {
            return RefuseAsync("not_subscribed", "An ack names a channel that this connection has, and the offset of an event.");
        }

        if (message.Offset is not { } offset || offset < 0 || offset > Positions[subscription.Feed.Name]!.Offset)
        {
            return RefuseAsync("bad_offset", $"An ack of {message.Channel} names the offset of an event that was sent on this connection.");
        }

        subscription.Acknowledged = offset;
        return ValueTask.CompletedTask;
    }

    private async ValueTask<IReadOnlyList<ChannelFeed>?> NamedChannelsAsync(ClientMessage message)
    {
        if (message.Channels is not { Count: > 0 } names || names.Count > options.MaxSubscriptions)
        {
            await RefuseAsync("bad_channels", $"channels names 1 to {options.MaxSubscriptions} channels.");
            return null;
        }

        var feeds = names.Distinct(StringComparer.Ordinal).Select(name => initial.Permitted.FirstOrDefault(feed => feed.Name == name)).ToArray();
        if (Array.IndexOf(feeds, null) >= 0)
        {
            await RefuseAsync("unknown_channel", $"This connection may have: {string.Join(", ", initial.Permitted.Select(feed => feed.Name))}.");
            return null;
        }

        return feeds!;
    }

    private async ValueTask SubscribeAsync(ChannelFeed feed, ClientPosition? since)
    {
        if (since is null)
        {
            var subscription = Find(feed) ?? JoinAtHead(feed);
            await AnnounceAsync(subscription.Feed, recovered: false, lost: 0);
            return;
        }

        if (Find(feed) is { } former)
        {
            Leave(former);
        }

        await ResumeAsync(new Subscription(feed, connection), new LogPosition(since.Epoch, since.Offset));
    }

    private async ValueTask ResumeAsync(Subscription subscription, LogPosition since)
    {
        var feed = subscription.Feed;
        _all = [.. _all, subscription];
        if (since.Offset >= 0 && feed.TryJoinAfter(subscription, since))
        {
            await AnnounceAsync(feed, since, recovered: true, lost: 0);
            return;
        }

        var page = since.Offset >= 0 ? await ReadAsync(feed, since) : null;
        if (page is null || page.Epoch != since.Epoch || since.Offset > page.Head)
        {
            await RestartAsync(subscription, lost: null);
        }
        else if (since.Offset == page.Head || page.Entries is [{ Offset: var first }, ..] && first == since.Offset + 1)
        {
            subscription.Replay = since;
            await AnnounceAsync(feed, since, recovered: true, lost: 0);
        }
        else
        {
            await RestartAsync(subscription, page.Head - since.Offset, page);
        }
    }

    /// <summary>Begins at the present head and says what the client does not get; events up to <paramref name="counted"/>'s head are among those.</summary>
    private ValueTask RestartAsync(Subscription subscription, long? lost, LogPage? counted = null)
    {
        var here = subscription.Feed.JoinAtHead(subscription);
        subscription.Replay = null;
        if (counted is not null && counted.Epoch == here.Epoch && counted.Head > here.Offset)
        {
            subscription.SkipThrough = here = new LogPosition(counted.Epoch, counted.Head);
        }

        return AnnounceAsync(subscription.Feed, here, recovered: false, lost);
    }

    private async ValueTask SendPageAsync(Subscription subscription, LogPage page)
    {
        foreach (var entry in page.Entries)
        {
            if (connection.Closing is not null)
            {
                return;
            }

            subscription.Replay = new LogPosition(page.Epoch, entry.Offset, entry.EventId);
            Positions.Set(subscription.Feed.Name, subscription.Replay);
            await connection.SendAsync(entry.Json);
        }

        if (subscription.Feed.TryJoinAfter(subscription, subscription.Replay!))
        {
            subscription.Replay = null;
        }
    }

    /// <summary>The history holds nothing more: goes on with the feed, which may be a little behind the history.</summary>
    private static void GoLive(Subscription subscription, LogPosition done)
    {
        if (!subscription.Feed.TryJoinAfter(subscription, done))
        {
            subscription.SkipThrough = done;
            subscription.Feed.JoinAtHead(subscription);
        }

        subscription.Replay = null;
    }

    private Subscription JoinAtHead(ChannelFeed feed)
    {
        var subscription = new Subscription(feed, connection);
        Positions.Set(feed.Name, feed.JoinAtHead(subscription));
        _all = [.. _all, subscription];
        return subscription;
    }

    private void Leave(Subscription subscription)
    {
        subscription.Feed.Leave(subscription);
        Positions.Remove(subscription.Feed.Name);
        _all = [.. _all.Where(other => other != subscription)];
    }

    private Subscription? Find(ChannelFeed feed) => _all.FirstOrDefault(subscription => subscription.Feed == feed);

    private ValueTask AnnounceAsync(ChannelFeed feed, bool recovered, long? lost) => AnnounceAsync(feed, Positions[feed.Name]!, recovered, lost);

    private ValueTask AnnounceAsync(ChannelFeed feed, LogPosition position, bool recovered, long? lost)
    {
        Positions.Set(feed.Name, position);
        return connection.SendAsync(ChannelNotice.Encode(feed.Name, position.Epoch, position.Offset, recovered, lost));
    }

    private ValueTask RefuseAsync(string code, string message) => connection.SendAsync(new ErrorMessage(code, message), MessageJson.Default.ErrorMessage);

    /// <summary>A page of the history; null while Redis is away.</summary>
    private async ValueTask<LogPage?> ReadAsync(ChannelFeed feed, LogPosition after)
    {
        try
        {
            return await history.ReadAfterAsync(feed.Name, after.Offset, ReplayPage, CancellationToken.None);
        }
        catch (Exception outage) when (RedisOutage.Is(outage))
        {
            return null;
        }
    }
}
