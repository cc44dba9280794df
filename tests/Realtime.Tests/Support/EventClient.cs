using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;

namespace Ctas7.Realtime.Tests.Support;

/// <summary>A WebSocket client that keeps everything it gets, in order.</summary>
public sealed class EventClient : IAsyncDisposable
{
    private readonly ClientWebSocket _socket;
    private readonly Channel<JsonElement> _messages = Channel.CreateUnbounded<JsonElement>();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _reading;

    private EventClient(ClientWebSocket socket)
    {
        _socket = socket;
        _reading = ReadAsync();
    }

    public WebSocketCloseStatus? CloseStatus => _socket.CloseStatus;

    public string? CloseText => _socket.CloseStatusDescription;

    public Task Ended => _reading;

    public static async Task<EventClient> ConnectAsync(Uri uri)
    {
        var socket = new ClientWebSocket();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        try
        {
            await socket.ConnectAsync(uri, deadline.Token);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        return new EventClient(socket);
    }

    public async Task SendAsync(string text) =>
        await _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, _stop.Token);

    /// <summary>The next message; fails after 30 s.</summary>
    public async Task<JsonElement> NextAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        return await _messages.Reader.ReadAsync(deadline.Token);
    }

    /// <summary>The next message, which is of this type.</summary>
    public async Task<JsonElement> NextAsync(string type)
    {
        var message = await NextAsync();
        message.GetProperty("type").GetString().ShouldBe(type, message.ToString());
        return message;
    }

    /// <summary>The next <paramref name="count"/> events; messages about the connection are passed over.</summary>
    public async Task<IReadOnlyList<JsonElement>> EventsAsync(int count)
    {
        var events = new List<JsonElement>(count);
        while (events.Count < count)
        {
            var message = await NextAsync();
            if (message.TryGetProperty("data", out _))
            {
                events.Add(message);
            }
        }

        return events;
    }

    /// <summary>Asks and waits for the answer, so that everything sent before it was read; gives the other messages that came meanwhile.</summary>
    public async Task<IReadOnlyList<JsonElement>> SettleAsync()
    {
        await SendAsync("""{"type":"ping"}""");
        var before = new List<JsonElement>();
        for (var message = await NextAsync(); message.GetProperty("type").GetString() != "pong"; message = await NextAsync())
        {
            before.Add(message);
        }

        return before;
    }

    /// <summary>Ends without a close frame.</summary>
    public void Cut() => _socket.Abort();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reading;
        _socket.Dispose();
        _stop.Dispose();
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[256 * 1024];
        try
        {
            while (true)
            {
                var length = 0;
                ValueWebSocketReceiveResult part;
                do
                {
                    part = await _socket.ReceiveAsync(buffer.AsMemory(length), _stop.Token);
                    length += part.Count;
                }
                while (!part.EndOfMessage);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, _stop.Token);
                    return;
                }

                using var json = JsonDocument.Parse(buffer.AsMemory(0, length));
                _messages.Writer.TryWrite(json.RootElement.Clone());
            }
        }
        catch (Exception ended) when (ended is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The end of the connection is what CloseStatus says.
        }
        finally
        {
            _messages.Writer.TryComplete();
        }
    }
}
