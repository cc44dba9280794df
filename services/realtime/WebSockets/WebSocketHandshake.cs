using System.Diagnostics.CodeAnalysis;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.Features;

namespace Ctas7.Realtime.WebSockets;

/// <summary>
/// The server's side of the opening handshake (RFC 6455, 4.2). Done here and not by the framework's own accept, because
/// the stream below is needed: a connection that breaks the protocol is read to its end, or the reset that follows
/// unread bytes would take the close frame with it.
/// </summary>
internal static class WebSocketHandshake
{
    private const string Magic = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    /// <summary>True for a complete request of version 13 on a connection that can be upgraded.</summary>
    public static bool IsWebSocket(HttpContext context)
    {
        var headers = context.Request.Headers;
        return context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true }
            && headers.Upgrade.Any(value => string.Equals(value, "websocket", StringComparison.OrdinalIgnoreCase))
            && headers.SecWebSocketVersion is ["13"]
            && headers.SecWebSocketKey is [{ Length: 24 } key]
            && Convert.TryFromBase64String(key, stackalloc byte[18], out var length)
            && length == 16;
    }

    /// <summary>Answers 101 and takes over the connection.</summary>
    public static async Task<(WebSocket Socket, Stream Below)> AcceptAsync(HttpContext context, TimeSpan pingInterval, int missedPings)
    {
        var headers = context.Response.Headers;
        headers.Connection = "Upgrade";
        headers.Upgrade = "websocket";
        headers.SecWebSocketAccept = AcceptOf(context.Request.Headers.SecWebSocketKey.ToString());
        var below = await context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
        var socket = WebSocket.CreateFromStream(below, new WebSocketCreationOptions
        {
            IsServer = true,
            KeepAliveInterval = pingInterval,
            KeepAliveTimeout = pingInterval * missedPings,
        });
        return (socket, below);
    }

    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "The handshake names SHA-1; nothing is protected by it.")]
    private static string AcceptOf(string key) => Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + Magic)));
}
