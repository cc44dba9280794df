using System.Collections.Concurrent;
using Ctas7.ServiceDefaults.Health;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Ctas7.ServiceDefaults.Hosting;

/// <summary>
/// Stops in order: readiness first, then no new connections while requests finish, then (by the host, which stops its
/// services in reverse) consumers, caches and telemetry. Requests that do not finish in time lose their connection, so
/// that the rest keeps its share of the time.
/// </summary>
internal sealed partial class Drain(
    DrainState state,
    IOptions<DrainOptions> options,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<Drain> log) : IHostedLifecycleService, IDisposable
{
    private readonly ConcurrentDictionary<ConnectionContext, bool> _connections = new();
    private ITimer? _deadline;

    /// <summary>Runs a connection and knows of it while it is open.</summary>
    public async Task TrackAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        _connections.TryAdd(connection, true);
        try
        {
            await next(connection);
        }
        finally
        {
            _connections.TryRemove(connection, out _);
        }
    }

    /// <summary>The host waits for this before it stops the server.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        state.Begin();
        LogDraining(_connections.Count, options.Value.RequestSeconds);
        await Task.Delay(TimeSpan.FromMilliseconds(options.Value.NoticeMs), time, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _deadline = time.CreateTimer(_ => AbortRest(), null, TimeSpan.FromSeconds(options.Value.RequestSeconds), Timeout.InfiniteTimeSpan);
    }

    /// <summary>Readiness ends with the first sign of a stop: hosted services that drain their own work are asked before this one.</summary>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        _ = lifetime.ApplicationStopping.Register(state.Begin);
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _deadline?.Dispose();

    private void AbortRest()
    {
        if (!_connections.IsEmpty)
        {
            LogAborting(_connections.Count);
        }

        foreach (var connection in _connections.Keys)
        {
            connection.Abort(new ConnectionAbortedException("The service stops, and the time for requests in flight is over."));
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Stopping: {Connections} connections are open and have {Seconds} s to finish")]
    private partial void LogDraining(int connections, int seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Aborting {Connections} connections that did not finish in time")]
    private partial void LogAborting(int connections);
}
