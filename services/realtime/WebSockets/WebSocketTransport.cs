using System.Net.WebSockets;
using Ctas7.Realtime.Connections;

namespace Ctas7.Realtime.WebSockets;

/// <summary>Messages as WebSocket text (RFC 6455). Pings are the socket's own.</summary>
internal sealed class WebSocketTransport(WebSocket socket, HttpContext context) : IClientTransport
{
    /// <inheritdoc/>
    public string Name => "websocket";

    /// <inheritdoc/>
    public bool NeedsKeepAlive => false;

    /// <inheritdoc/>
    public bool IsBroken => socket.State == WebSocketState.Aborted;

    /// <inheritdoc/>
    public ValueTask SendAsync(ReadOnlyMemory<byte> json, PositionSet positions) =>
        socket.SendAsync(json, WebSocketMessageType.Text, WebSocketMessageFlags.EndOfMessage, CancellationToken.None);

    /// <inheritdoc/>
    public ValueTask SendKeepAliveAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask CloseAsync(CloseReason reason, PositionSet positions)
    {
        if (reason.Status == 0)
        {
            Abort();
        }
        else if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
        {
            await socket.CloseOutputAsync((WebSocketCloseStatus)reason.Status, reason.Describe(positions), CancellationToken.None);
        }
    }

    /// <inheritdoc/>
    public void Abort()
    {
        // The socket only lets go of its stream; a write that waits for the client ends with the connection.
        socket.Abort();
        context.Abort();
    }
}
