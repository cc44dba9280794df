using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Ctas7.Gateway.Drain;

/// <summary>When the gateway is told to stop: new connections are refused, streams are ended one after the other, and requests under way finish.</summary>
internal sealed class StreamDrain(OpenStreams streams, IHostApplicationLifetime lifetime, IOptions<DrainOptions> options) : IHostedService
{
    private Task _ending = Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // Not in StopAsync: the server stops first, and it waits for just these streams.
        lifetime.ApplicationStopping.Register(() => _ending = Task.Run(() => streams.EndAllAsync(options.Value.Spread, CancellationToken.None)));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => _ending.WaitAsync(cancellationToken);
}
