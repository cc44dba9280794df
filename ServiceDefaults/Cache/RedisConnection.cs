using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Ctas7.ServiceDefaults.Cache;

/// <summary>
/// The service's connection to Redis. It is made in the background, watched, and made anew for ever: a broken
/// multiplexer is replaced, not mended, because the client's own reconnect may leave subscriptions dead. Thread-safe.
/// </summary>
public sealed partial class RedisConnection : BackgroundService
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly ConfigurationOptions _server;
    private readonly RedisOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<RedisConnection> _log;
    private readonly LastingSubscriber _subscriber;

    // One slot: a hundred failing commands are one reason to look.
    private readonly Channel<bool> _doubts = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private volatile ConnectionMultiplexer? _live;

    /// <param name="connectionString">StackExchange.Redis form: <c>host:port,password=…</c>.</param>
    /// <param name="options">Times.</param>
    /// <param name="time">Clock of the pauses.</param>
    /// <param name="log">Says when the connection goes and comes.</param>
    public RedisConnection(string connectionString, IOptions<RedisOptions> options, TimeProvider time, ILogger<RedisConnection> log)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_options, _time, _log) = (options.Value, time, log);
        _server = ConfigurationOptions.Parse(connectionString);
        _server.AbortOnConnectFail = true;
        _server.ConnectRetry = 1;
        _server.ConnectTimeout = _options.ConnectTimeoutMs;
        _server.SyncTimeout = _options.CommandTimeoutMs;
        _server.ResponseTimeout = _options.CommandTimeoutMs;
        _subscriber = new LastingSubscriber(() => _live, Doubt);
    }

    /// <summary>
    /// Raised after every connection, the first too, once all subscriptions are there again. Messages published meanwhile are lost: catch up
    /// now.
    /// </summary>
    public event Action? Restored;

    /// <summary>True while the server answers.</summary>
    public bool IsConnected => _live is { IsConnected: true };

    /// <summary>Commands; take it anew for each use.</summary>
    /// <exception cref="RedisUnavailableException">Not connected now; retryable.</exception>
    public IDatabase Database => Live().GetDatabase();

    /// <summary>
    /// Publish and subscribe. Subscriptions outlive a reconnect, and one made while Redis is away begins when it is back.
    /// Handlers of one channel are called in order.
    /// </summary>
    public ISubscriber Subscriber => _subscriber;

    /// <summary>Runs one command within <see cref="RedisOptions.CommandTimeoutMs"/>.</summary>
    /// <exception cref="RedisUnavailableException">Not connected, nothing was sent; retryable.</exception>
    /// <exception cref="RedisConnectionException">The connection broke; whether it took effect is unknown.</exception>
    /// <exception cref="TimeoutException">No answer in time; whether it took effect is unknown.</exception>
    public async Task<T> RunAsync<T>(Func<IDatabase, Task<T>> command, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        try
        {
            return await command(Database).WaitAsync(TimeSpan.FromMilliseconds(_options.CommandTimeoutMs), _time, cancellationToken);
        }
        catch (ObjectDisposedException closed)
        {
            // The watcher closed this connection while the command was on its way.
            _doubts.Writer.TryWrite(true);
            throw new RedisUnavailableException($"Redis at {Endpoint} went away; it is being tried again. {closed.Message}");
        }
        catch (Exception failure) when (failure is TimeoutException or RedisConnectionException or RedisUnavailableException)
        {
            _doubts.Writer.TryWrite(true);
            throw;
        }
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        Drop();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = TimeSpan.FromMilliseconds(50);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (_live is { } live && await AnswersAsync(live, stoppingToken))
                {
                    pause = TimeSpan.FromMilliseconds(50);
                    await WaitForDoubtAsync(TimeSpan.FromMilliseconds(_options.ProbeIntervalMs), stoppingToken);
                    continue;
                }

                Drop();
                await ConnectAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                LogAway(Endpoint, failure.Message);
                await Task.Delay(pause * (0.5 + Random.Shared.NextDouble()), _time, stoppingToken)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    private string Endpoint => string.Join(',', _server.EndPoints);

    private ConnectionMultiplexer Live() =>
        _live ?? throw new RedisUnavailableException($"Redis at {Endpoint} is not connected; it is being tried again.");

    private async Task ConnectAsync(CancellationToken stop)
    {
        var limit = TimeSpan.FromMilliseconds((_options.ConnectTimeoutMs * 2) + _options.CommandTimeoutMs);
        var fresh = await OpenAsync(limit, stop);
        var isBroken = false;
        fresh.PreserveAsyncOrder = true;
        fresh.ConnectionFailed += (_, _) =>
        {
            Volatile.Write(ref isBroken, true);
            Doubt(fresh);
        };
        try
        {
            if (!await AnswersAsync(fresh, stop))
            {
                throw new RedisUnavailableException("connected, but no answer to PING");
            }

            // Once more after it is live, for what was subscribed in between.
            await _subscriber.RenewAsync(fresh).WaitAsync(limit, _time, stop);
            _live = fresh;
            await _subscriber.RenewAsync(fresh).WaitAsync(limit, _time, stop);
            if (Volatile.Read(ref isBroken))
            {
                throw new RedisUnavailableException("connected, and lost again at once");
            }
        }
        catch
        {
            Drop();
            Release(fresh);
            throw;
        }

        LogConnected(Endpoint);
        foreach (var handler in Restored?.GetInvocationList() ?? [])
        {
            try
            {
                ((Action)handler)();
            }
            catch (Exception failure)
            {
                // One listener's fault keeps neither the others nor this loop from going on.
                LogListenerFailed(failure);
            }
        }
    }

    private async Task<ConnectionMultiplexer> OpenAsync(TimeSpan limit, CancellationToken stop)
    {
        var opening = ConnectionMultiplexer.ConnectAsync(_server.Clone());
        try
        {
            return await opening.WaitAsync(limit, _time, stop);
        }
        catch (Exception)
        {
            // One that comes too late is nobody's, and its sockets with it.
            _ = opening.ContinueWith(late => Release(late.Result), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
            throw;
        }
    }

    /// <summary>A connection of <paramref name="broken"/> failed: it is not used again, even if it should mend itself.</summary>
    private void Doubt(ConnectionMultiplexer broken)
    {
        if (Interlocked.CompareExchange(ref _live, null, broken) == broken)
        {
            Release(broken);
        }

        _doubts.Writer.TryWrite(true);
    }

    private async Task<bool> AnswersAsync(ConnectionMultiplexer live, CancellationToken stop)
    {
        try
        {
            await live.GetDatabase().PingAsync().WaitAsync(TimeSpan.FromMilliseconds(_options.CommandTimeoutMs), _time, stop);
            return true;
        }
        catch (Exception failure) when (failure is TimeoutException or RedisException or ObjectDisposedException)
        {
            return false;
        }
    }

    private async Task WaitForDoubtAsync(TimeSpan longest, CancellationToken stop)
    {
        using var until = CancellationTokenSource.CreateLinkedTokenSource(stop);
        until.CancelAfter(longest);
        try
        {
            await _doubts.Reader.ReadAsync(until.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            // Time to look anyway.
        }
    }

    private void Drop()
    {
        if (Interlocked.Exchange(ref _live, null) is { } old)
        {
            Release(old);
        }
    }

    /// <summary>Fails what waits on it and closes its sockets, off this thread: closing may block as long as the server does not answer.</summary>
    private static void Release(ConnectionMultiplexer old) => _ = Task.Run(() => old.Close(allowCommandsToComplete: false));

    [LoggerMessage(Level = LogLevel.Information, Message = "Redis at {Endpoint} is connected")]
    private partial void LogConnected(string endpoint);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Redis at {Endpoint} does not answer, trying again: {Reason}")]
    private partial void LogAway(string endpoint, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "A listener of RedisConnection.Restored failed")]
    private partial void LogListenerFailed(Exception failure);
}
