using System.Net;

namespace Ctas7.Realtime.Connections;

/// <summary>Who the client is when the request came through the gateway. Only loopback and listed proxies are believed. Thread-safe.</summary>
internal sealed class TrustedProxies(IEnumerable<string> trusted)
{
    private readonly HashSet<IPAddress> _trusted = [.. trusted.Select(IPAddress.Parse)];

    /// <summary>The address that a trusted proxy saw last, else the address of the connection.</summary>
    public string ClientOf(HttpContext context)
    {
        var forwarded = context.Request.Headers["X-Forwarded-For"].ToString();
        var last = forwarded[(forwarded.LastIndexOf(',') + 1)..].Trim();
        return IsTrusted(context) && IPAddress.TryParse(last, out var client) ? Text(client) : Text(context.Connection.RemoteIpAddress);
    }

    /// <summary>The host name that the client asked for, without the port.</summary>
    public string HostOf(HttpContext context) =>
        IsTrusted(context) && context.Request.Headers["X-Forwarded-Host"].ToString() is { Length: > 0 } forwarded
            ? new HostString(forwarded).Host
            : context.Request.Host.Host;

    private bool IsTrusted(HttpContext context) =>
        context.Connection.RemoteIpAddress is not { } peer || IPAddress.IsLoopback(peer) || _trusted.Contains(peer) || (peer.IsIPv4MappedToIPv6 && _trusted.Contains(peer.MapToIPv4()));

    private static string Text(IPAddress? address) => address is null ? "unknown" : (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
}
