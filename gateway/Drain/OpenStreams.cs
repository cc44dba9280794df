using System.Collections.Concurrent;
using Ctas7.Gateway.Forwarding;

namespace Ctas7.Gateway.Drain;

/// <summary>The event streams and WebSockets that are open now, and how they end when the gateway stops. Thread-safe.</summary>
internal sealed partial class OpenStreams(TimeProvider time, ILogger<OpenStreams> log)
{
    // RFC 6455, 7.4 and the registry at IANA: the service restarts, come back.
    private const ushort ServiceRestart = 1012;
    private static readonly TimeSpan ReplyTime = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<ForwardedRequest, byte> _open = new();

    /// <summary>How many are open.</summary>
    public int Count => _open.Count;

    /// <summary>From here on a stream belongs to those that are drained; until <see cref="Remove"/>.</summary>
    public void Add(ForwardedRequest stream) => _open.TryAdd(stream, 0);

    /// <summary>It has ended.</summary>
    public void Remove(ForwardedRequest stream) => _open.TryRemove(stream, out _);

    /// <summary>Ends every open stream, evenly spread over <paramref name="spread"/>, and those that open meanwhile with the rest.</summary>
    public async Task EndAllAsync(TimeSpan spread, CancellationToken cancellation)
    {
        var start = time.GetTimestamp();
        var ending = new HashSet<ForwardedRequest>();
        var ends = new List<Task>();
        while (!cancellation.IsCancellationRequested && _open.Keys.Where(stream => !ending.Contains(stream)).ToArray() is { Length: > 0 } left)
        {
            LogEnding(left.Length, spread.TotalSeconds);
            var pause = Max(spread - time.GetElapsedTime(start), TimeSpan.Zero) / left.Length;
            foreach (var stream in left)
            {
                ending.Add(stream);
                ends.Add(EndAsync(stream));
                await Task.Delay(pause, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await Task.WhenAll(ends);
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private async Task EndAsync(ForwardedRequest stream)
    {
        try
        {
            if (stream.Socket is { } socket)
            {
                await socket.CloseAsync(ServiceRestart, "The gateway restarts; connect again.").WaitAsync(ReplyTime, time);
                await stream.Ended.WaitAsync(ReplyTime, time);
            }
        }
        catch (Exception failure) when (failure is IOException or TimeoutException or OperationCanceledException or ObjectDisposedException)
        {
            LogCutOff(failure.Message);
        }

        stream.Finish();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Ending {Count} open streams within {Seconds} s")]
    private partial void LogEnding(int count, double seconds);

    [LoggerMessage(Level = LogLevel.Debug, Message = "A client did not close its WebSocket and is cut off: {Reason}")]
    private partial void LogCutOff(string reason);
}
