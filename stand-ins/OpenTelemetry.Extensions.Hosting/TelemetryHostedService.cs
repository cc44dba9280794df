using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace OpenTelemetry.Extensions.Hosting;

/// <summary>
/// Builds the providers when the host starts, so that they listen before the first request, and flushes them when it
/// stops. The container disposes them afterwards.
/// </summary>
internal sealed class TelemetryHostedService(IServiceProvider services) : IHostedService
{
    /// <summary>A collector that does not answer may hold a shutdown this long per signal and no longer.</summary>
    private static readonly TimeSpan FlushLimit = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _ = services.GetService<MeterProvider>();
        _ = services.GetService<TracerProvider>();
        _ = services.GetService<LoggerProvider>();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        var limit = (int)FlushLimit.TotalMilliseconds;
        var flushes = new List<Task>(3);
        if (services.GetService<TracerProvider>() is { } tracing)
        {
            flushes.Add(Task.Run(() => tracing.ForceFlush(limit), CancellationToken.None));
        }

        if (services.GetService<MeterProvider>() is { } metrics)
        {
            flushes.Add(Task.Run(() => metrics.ForceFlush(limit), CancellationToken.None));
        }

        if (services.GetService<LoggerProvider>() is { } logging)
        {
            flushes.Add(Task.Run(() => logging.ForceFlush(limit), CancellationToken.None));
        }

        await Task.WhenAll(flushes).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
