using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Ctas7.Testing.Suite;

/// <summary>One event as a client of the suite sees it.</summary>
/// <param name="ReceivedAt">Monotonic time of arrival (<see cref="System.Diagnostics.Stopwatch.GetTimestamp"/>).</param>
public sealed record SeenEvent(string Type, string Channel, long Offset, string Epoch, JsonElement Data, long ReceivedAt);

/// <summary>
/// A WebSocket client as an operator's page is one: it reconnects for ever and resumes each channel from the last
/// offset it saw. Everything it received is kept, in order.
/// </summary>
public sealed class EventClient : IAsyncDisposable
{
    private readonly Uri _address;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<SeenEvent> _seen = new();
    private readonly ConcurrentDictionary<string, (long Offset, string Epoch)> _positions = new();
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _loop;
    private long _lost;
    private int _connections;

    private EventClient(Uri address)
    {
        _address = address;
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Everything received so far.</summary>
    public IReadOnlyCollection<SeenEvent> Seen => _seen;

    /// <summary>How many events the server said it could not recover for this client.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    /// <summary>How often it connected.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Connects, retrying within 30 s.</summary>
    public static async Task<EventClient> ConnectAsync(Uri address)
    {
        var client = new EventClient(address);
        await client._connected.Task.WaitAsync(TimeSpan.FromSeconds(30));
        return client;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using var socket = new ClientWebSocket();
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
                limit.CancelAfter(TimeSpan.FromSeconds(5));
                await socket.ConnectAsync(_address, limit.Token);
                Interlocked.Increment(ref _connections);
                await ResumeAsync(socket);
                await ReceiveAsync(socket);
            }
            catch (Exception failure) when (failure is WebSocketException or OperationCanceledException or IOException or JsonException)
            {
                // The suite is being hurt on purpose: connect again.
            }

            await Task.WhenAny(Task.Delay(TimeSpan.FromMilliseconds(50)), Task.Delay(Timeout.Infinite, _stop.Token));
        }
    }

    private async Task ResumeAsync(ClientWebSocket socket)
    {
        if (_positions.IsEmpty)
        {
            return;
        }

        var since = _positions.ToDictionary(entry => entry.Key, entry => new { offset = entry.Value.Offset, epoch = entry.Value.Epoch });
        var message = JsonSerializer.SerializeToUtf8Bytes(new { type = "subscribe", channels = _positions.Keys, since });
        await socket.SendAsync(message, WebSocketMessageType.Text, true, _stop.Token);
    }

    private async Task ReceiveAsync(ClientWebSocket socket)
    {
        var buffer = new byte[64 * 1024];
        using var text = new MemoryStream();
        while (socket.State == WebSocketState.Open)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(), _stop.Token);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return;
            }

            text.Write(buffer, 0, part.Count);
            if (part.EndOfMessage)
            {
                Take(Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length));
                text.SetLength(0);
            }
        }
    }

    private void Take(string json)
    {
        var at = System.Diagnostics.Stopwatch.GetTimestamp();
        using var document = JsonDocument.Parse(json);
        var message = document.RootElement;
        var type = message.GetProperty("type").GetString()!;
        switch (type)
        {
            case "welcome":
                _connected.TrySetResult();
                break;
            case "subscribed":
                if (message.TryGetProperty("lost", out var lost) && lost.ValueKind == JsonValueKind.Number)
                {
                    Interlocked.Add(ref _lost, lost.GetInt64());
                }

                break;
            case "pong" or "error":
                break;
            default:
                var channel = message.GetProperty("channel").GetString()!;
                var seen = new SeenEvent(type, channel, message.GetProperty("offset").GetInt64(), message.GetProperty("epoch").GetString()!, message.GetProperty("data").Clone(), at);
                _positions[channel] = (seen.Offset, seen.Epoch);
                _seen.Enqueue(seen);
                break;
        }
    }
}
