using Microsoft.Extensions.Options;

namespace Ctas7.Realtime.Connections;

/// <summary>
/// On shutdown, before the server stops: closes the connections one after the other, spread over the drain time, so that
/// their clients do not all knock on the other replicas at once. Events are delivered until each one's close.
/// </summary>
internal sealed partial class ConnectionDrain(ConnectionRegistry connections, IOptions<RealtimeOptions> options, TimeProvider time, ILogger<ConnectionDrain> logger)
    : IHostedLifecycleService
{
    /// <summary>No slower than this, so that a few connections do not take the whole drain time.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    /// <inheritdoc/>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        var open = connections.Open.ToArray();
        if (open.Length == 0)
        {
            return;
        }

        LogDrains(open.Length);
        var whole = options.Value.DrainTime < LongestPause * open.Length ? options.Value.DrainTime : LongestPause * open.Length;
        var begun = time.GetTimestamp();
        for (var index = 0; index < open.Length; index++)
        {
            // Timers are coarser than the pauses of many connections, so it is the plan that counts and not the pause.
            var early = (whole * index / open.Length) - time.GetElapsedTime(begun);
            if (early > TimeSpan.FromMilliseconds(1))
            {
                await Task.Delay(early, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            open[index].Close(CloseReason.Restart);
        }

        await WaitForLastAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Waits for the clients' side of the closes, which the sweep bounds.</summary>
    private async Task WaitForLastAsync(CancellationToken cancellation)
    {
        var begun = time.GetTimestamp();
        var longest = options.Value.CloseTimeout + TimeSpan.FromSeconds(2);
        while (connections.Count > 0 && time.GetElapsedTime(begun) < longest && !cancellation.IsCancellationRequested)
        {
            // One that was being accepted when the drain began.
            foreach (var late in connections.Open)
            {
                late.Close(CloseReason.Restart);
            }

            await Task.Delay(Look, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Draining {Count} connections")]
    private partial void LogDrains(int count);
}
