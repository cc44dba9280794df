using Aspire.Hosting.Processes;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Dcp;

/// <summary>
/// Keeps DCP alive for a run. When a session is lost, everything that it ran is ended and a new one takes its place; those who
/// ask meanwhile wait for it. Thread-safe.
/// </summary>
internal sealed partial class DcpHost(ILogger<DcpHost> logger) : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private DcpSession? _session;
    private DcpLaunch? _launch;
    private int _sessions;

    /// <summary>Process id of the server now; null while there is none.</summary>
    public int? ProcessId => _session is { Lost.IsCancellationRequested: false } session ? session.ProcessId : null;

    /// <summary>Starts the first session.</summary>
    public async Task StartAsync(DcpLaunch launch, CancellationToken cancellationToken)
    {
        _launch = launch;
        await SessionAsync(cancellationToken);
    }

    /// <summary>A session that works, started when the last one is lost.</summary>
    public async Task<DcpSession> SessionAsync(CancellationToken cancellationToken)
    {
        var launch = _launch ?? throw new InvalidOperationException("Not started.");
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_session is { Lost.IsCancellationRequested: false } session)
            {
                return session;
            }

            if (_session is { } lost)
            {
                LogLost(logger);
                _session = null;
                await lost.DisposeAsync();
                await RunMark.EndAllAsync(RunMark.Run, launch.RunId, TimeSpan.FromSeconds(10));
            }

            var next = await DcpSession.StartAsync(launch, ++_sessions, cancellationToken);
            try
            {
                foreach (var (name, service) in launch.Services)
                {
                    await next.Client.CreateAsync(name, service, cancellationToken);
                }
            }
            catch
            {
                // A half-made session would keep the proxies' ports from the next one.
                await next.DisposeAsync();
                throw;
            }

            return _session = next;
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _gate.WaitAsync();
        try
        {
            if (_session is { } session)
            {
                _session = null;
                await session.DisposeAsync();
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Aspire's orchestrator ended unexpectedly: everything is started anew.")]
    private static partial void LogLost(ILogger logger);
}
