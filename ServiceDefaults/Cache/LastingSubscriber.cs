using System.Net;
using StackExchange.Redis;

namespace Ctas7.ServiceDefaults.Cache;

/// <summary>Remembers subscriptions and makes them again on every new multiplexer. Thread-safe.</summary>
internal sealed class LastingSubscriber(Func<ConnectionMultiplexer?> live, Action<ConnectionMultiplexer> distrust) : ISubscriber
{
    private readonly Lock _gate = new();
    private readonly List<Subscription> _subscriptions = [];

    public ConnectionMultiplexer Multiplexer => Connected();

    /// <summary>Makes every remembered subscription on <paramref name="fresh"/>; those that it has already stay single.</summary>
    public async Task RenewAsync(ConnectionMultiplexer fresh)
    {
        foreach (var subscription in Snapshot())
        {
            if (subscription.Claim(fresh))
            {
                await fresh.GetSubscriber().SubscribeAsync(subscription.Channel, subscription.Deliver);
            }
        }
    }

    public void Subscribe(RedisChannel channel, Action<RedisChannel, RedisValue> handler, CommandFlags flags = CommandFlags.None) =>
        SubscribeAsync(channel, handler, flags).GetAwaiter().GetResult();

    public async Task SubscribeAsync(RedisChannel channel, Action<RedisChannel, RedisValue> handler, CommandFlags flags = CommandFlags.None)
    {
        var subscription = new Subscription(channel, handler);
        lock (_gate)
        {
            _subscriptions.Add(subscription);
        }

        // Without a connection it is enough to remember: the next one makes it.
        if (live() is { } connected && subscription.Claim(connected))
        {
            try
            {
                await connected.GetSubscriber().SubscribeAsync(channel, subscription.Deliver, flags);
            }
            catch (Exception gone) when (gone is RedisException or ObjectDisposedException or TimeoutException)
            {
                // It is remembered, and made with all others on the connection that now replaces this one.
                distrust(connected);
            }
        }
    }

    public void Unsubscribe(RedisChannel channel, Action<RedisChannel, RedisValue>? handler = null, CommandFlags flags = CommandFlags.None) =>
        UnsubscribeAsync(channel, handler, flags).GetAwaiter().GetResult();

    public Task UnsubscribeAsync(RedisChannel channel, Action<RedisChannel, RedisValue>? handler = null, CommandFlags flags = CommandFlags.None) =>
        RemoveAsync(subscription => subscription.Channel == channel && (handler is null || subscription.Handler == handler), flags);

    public void UnsubscribeAll(CommandFlags flags = CommandFlags.None) => UnsubscribeAllAsync(flags).GetAwaiter().GetResult();

    public Task UnsubscribeAllAsync(CommandFlags flags = CommandFlags.None) => RemoveAsync(_ => true, flags);

    public long Publish(RedisChannel channel, RedisValue message, CommandFlags flags = CommandFlags.None) =>
        Connected().GetSubscriber().Publish(channel, message, flags);

    public Task<long> PublishAsync(RedisChannel channel, RedisValue message, CommandFlags flags = CommandFlags.None) =>
        Connected().GetSubscriber().PublishAsync(channel, message, flags);

    public EndPoint IdentifyEndpoint(RedisChannel channel, CommandFlags flags = CommandFlags.None) =>
        Connected().GetSubscriber().IdentifyEndpoint(channel, flags);

    public Task<EndPoint> IdentifyEndpointAsync(RedisChannel channel, CommandFlags flags = CommandFlags.None) =>
        Connected().GetSubscriber().IdentifyEndpointAsync(channel, flags);

    public bool IsConnected(RedisChannel channel = default) => live()?.GetSubscriber().IsConnected(channel) ?? false;

    public EndPoint SubscribedEndpoint(RedisChannel channel) => Connected().GetSubscriber().SubscribedEndpoint(channel);

    public TimeSpan Ping(CommandFlags flags = CommandFlags.None) => Connected().GetSubscriber().Ping(flags);

    public Task<TimeSpan> PingAsync(CommandFlags flags = CommandFlags.None) => Connected().GetSubscriber().PingAsync(flags);

    public bool TryWait(Task task) => Connected().GetSubscriber().TryWait(task);

    public void Wait(Task task) => Connected().GetSubscriber().Wait(task);

    public T Wait<T>(Task<T> task) => Connected().GetSubscriber().Wait(task);

    public void WaitAll(params Task[] tasks) => Connected().GetSubscriber().WaitAll(tasks);

    private ConnectionMultiplexer Connected() =>
        live() ?? throw new RedisUnavailableException("Redis is not connected; it is being tried again.");

    private async Task RemoveAsync(Predicate<Subscription> which, CommandFlags flags)
    {
        List<Subscription> removed;
        lock (_gate)
        {
            removed = _subscriptions.FindAll(which);
            _subscriptions.RemoveAll(which);
        }

        if (live()?.GetSubscriber() is { } subscriber)
        {
            foreach (var subscription in removed)
            {
                await subscriber.UnsubscribeAsync(subscription.Channel, subscription.Deliver, flags);
            }
        }
    }

    private List<Subscription> Snapshot()
    {
        lock (_gate)
        {
            return [.. _subscriptions];
        }
    }

    private sealed class Subscription
    {
        private ConnectionMultiplexer? _on;

        public Subscription(RedisChannel channel, Action<RedisChannel, RedisValue> handler)
        {
            (Channel, Handler) = (channel, handler);

            // A delegate of its own, so that the same handler subscribed twice can be told apart.
            Deliver = (from, message) => Handler(from, message);
        }

        public RedisChannel Channel { get; }

        public Action<RedisChannel, RedisValue> Handler { get; }

        public Action<RedisChannel, RedisValue> Deliver { get; }

        /// <summary>True for the first caller with this multiplexer, who then subscribes on it.</summary>
        public bool Claim(ConnectionMultiplexer on) => Interlocked.Exchange(ref _on, on) != on;
    }
}
