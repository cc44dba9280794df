using Ctas7.ServiceDefaults.Hosting;
using Microsoft.Extensions.Options;

namespace Ctas7.Gateway.Drain;

/// <summary>
/// Ends the open streams one after the other once the gateway is told to stop. Readiness, new connections and requests
/// in flight are the service defaults' part of it.
/// </summary>
internal sealed class StreamDrain(OpenStreams streams, IHostApplicationLifetime lifetime, IOptions<StreamDrainOptions> options, IOptions<DrainOptions> stop)
    : IHostedService
{
    private Task _ending = Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // Not in StopAsync: the server stops first, and it waits for just these streams.
        lifetime.ApplicationStopping.Register(() => _ending = Task.Run(() => streams.EndAllAsync(Spread(), CancellationToken.None)));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => _ending.WaitAsync(cancellationToken);

    private TimeSpan Spread() => TimeSpan.FromSeconds(Math.Min(options.Value.Spread.TotalSeconds, stop.Value.RequestSeconds / 2.0));
}
