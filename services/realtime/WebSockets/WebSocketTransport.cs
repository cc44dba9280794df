using System.Net.WebSockets;
using Ctas7.Realtime.Connections;

namespace Ctas7.Realtime.WebSockets;

/// <summary>Messages as WebSocket text (RFC 6455). Pings are the socket's own.</summary>
internal sealed class WebSocketTransport(WebSocket socket) : IClientTransport
{
    /// <inheritdoc/>
    public string Name => "websocket";

    /// <inheritdoc/>
    public bool NeedsKeepAlive => false;

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
    public void Abort() => socket.Abort();
}
