using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Channels;
using Ctas7.Realtime.Diagnostics;
using Ctas7.Realtime.Feeds;
using Ctas7.Realtime.History;
using Ctas7.Realtime.Messages;

namespace Ctas7.Realtime.Connections;

/// <summary>
/// One client, whatever its transport: a loop that answers its messages and sends its channels, each at the client's
/// own pace. Only <see cref="RunAsync"/> writes; <see cref="Wake"/>, <see cref="Close"/> and the inspections of the
/// sweep may be called from any thread.
/// </summary>
public sealed class ClientConnection
{
    private const int BatchSize = 64;

    private readonly IClientTransport _transport;
    private readonly SubscriptionSet _subscriptions;
    private readonly RealtimeOptions _options;
    private readonly RealtimeMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly AsyncSignal _signal = new();
    private readonly Channel<Incoming> _inbox = Channel.CreateBounded<Incoming>(new BoundedChannelOptions(32) { SingleReader = true, SingleWriter = true });
    private CloseReason? _close;
    private long _closeRequested;
    private long _writingSince;
    private long _lastWrite;
    private bool _keepAliveDue;

    internal ClientConnection(IClientTransport transport, InitialSubscription initial, EventHistory history, RealtimeOptions options, RealtimeMetrics metrics, TimeProvider time)
    {
        (_transport, _options, _metrics, _time) = (transport, options, metrics, time);
        _subscriptions = new SubscriptionSet(this, initial, history, options, time);
        _lastWrite = time.GetTimestamp();
    }

    /// <summary>UUIDv7.</summary>
    public string Id { get; } = Guid.CreateVersion7().ToString();

    /// <summary>How it is connected.</summary>
    public string Transport => _transport.Name;

    /// <summary>Why it ends; null while it lives.</summary>
    public CloseReason? Closing => Volatile.Read(ref _close);

    /// <summary>The items that wait to be sent on its slowest channel.</summary>
    public long Backlog => _subscriptions.Backlog;

    /// <summary>There is something to send or do.</summary>
    public void Wake() => _signal.Set();

    /// <summary>Ends the connection for this reason, unless it is ending already. Returns at once.</summary>
    public void Close(CloseReason reason)
    {
        if (Interlocked.CompareExchange(ref _close, reason, null) is null)
        {
            Volatile.Write(ref _closeRequested, _time.GetTimestamp());
            Wake();
        }
    }

    /// <summary>Hands over what the client sent; waits while the client does not take its answers.</summary>
    public async ValueTask ReceiveAsync(Incoming incoming, CancellationToken cancellation)
    {
        await _inbox.Writer.WriteAsync(incoming, cancellation);
        Wake();
    }

    /// <summary>
    /// Looks after the connection; called every second or so. Cuts one that does not take a write, or its close, in time,
    /// and has a quiet one send a sign of life.
    /// </summary>
    public void Inspect()
    {
        if (Closing is null && _transport.IsBroken)
        {
            Close(CloseReason.Broken);
            _transport.Abort();
        }
        else if (Volatile.Read(ref _writingSince) is not 0 and var since && _time.GetElapsedTime(since) > _options.SendTimeout)
        {
            Close(CloseReason.SendTimeout);
            _transport.Abort();
        }
        else if (Volatile.Read(ref _closeRequested) is not 0 and var requested && _time.GetElapsedTime(requested) > _options.CloseTimeout)
        {
            _transport.Abort();
        }
        else if (_transport.NeedsKeepAlive && _time.GetElapsedTime(Volatile.Read(ref _lastWrite)) > _options.PingInterval)
        {
            Volatile.Write(ref _keepAliveDue, true);
            Wake();
        }
    }

    /// <summary>Serves the client until the connection ends; then says why and completes. Fails only by a fault of this program.</summary>
    public async Task RunAsync()
    {
        _metrics.Opened(Transport);
        try
        {
            await _subscriptions.WelcomeAsync(ClientLimits.From(_options));
            while (Closing is null)
            {
                if (!await WorkAsync())
                {
                    await _signal.WaitAsync();
                }
            }

            _subscriptions.LeaveAll();
            await WriteAsync(_transport.CloseAsync(Closing, _subscriptions.Positions));
        }
        catch (Exception broken) when (broken is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            Close(CloseReason.Broken);
        }
        finally
        {
            _subscriptions.LeaveAll();
            _metrics.Closed(Transport, Closing?.Code ?? "fault");
        }
    }

    internal ValueTask SendAsync(ReadOnlyMemory<byte> json) => WriteAsync(_transport.SendAsync(json, _subscriptions.Positions));

    internal ValueTask SendAsync<T>(T message, JsonTypeInfo<T> type) => SendAsync(JsonSerializer.SerializeToUtf8Bytes(message, type));

    /// <summary>Does one round of what there is to do; false when there was nothing.</summary>
    private async ValueTask<bool> WorkAsync()
    {
        var worked = false;
        for (var count = 0; count < BatchSize && Closing is null && _inbox.Reader.TryRead(out var incoming); count++)
        {
            worked = true;
            await (incoming.Message is { } message ? _subscriptions.ObeyAsync(message) : SendAsync(incoming.Refusal!, MessageJson.Default.ErrorMessage));
        }

        foreach (var subscription in _subscriptions.All)
        {
            worked |= subscription.Replay is null ? await SendFeedAsync(subscription) : await _subscriptions.ReplayAsync(subscription);
        }

        if (!worked && Volatile.Read(ref _keepAliveDue))
        {
            Volatile.Write(ref _keepAliveDue, false);
            await WriteAsync(_transport.SendKeepAliveAsync());
        }

        return worked;
    }

    private async ValueTask<bool> SendFeedAsync(Subscription subscription)
    {
        long events = 0, bytes = 0;
        var taken = 0;
        for (; taken < BatchSize && Closing is null; taken++)
        {
            var cursor = subscription.Cursor;
            if (!subscription.Feed.Ring.TryGet(cursor, out var item))
            {
                if (cursor < subscription.Feed.Ring.First)
                {
                    subscription.FellBehind();
                }

                break;
            }

            subscription.Cursor = cursor + 1;
            if (!subscription.Skips(item))
            {
                await SendItemAsync(subscription, item);
                events++;
                bytes += item.Json.Length;
            }
        }

        if (events > 0)
        {
            _metrics.Delivered(Transport, events, bytes);
        }

        return taken > 0;
    }

    private ValueTask SendItemAsync(Subscription subscription, FeedItem item)
    {
        _subscriptions.Positions.Set(subscription.Feed.Name, item.Position);
        return SendAsync(item.Json);
    }

    private async ValueTask WriteAsync(ValueTask write)
    {
        Volatile.Write(ref _writingSince, _time.GetTimestamp());
        await write;
        Volatile.Write(ref _writingSince, 0);
        Volatile.Write(ref _lastWrite, _time.GetTimestamp());
    }
}
