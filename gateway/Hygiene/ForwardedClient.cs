using System.Net;

namespace Ctas7.Gateway.Hygiene;

/// <summary>
/// Who the client is when trusted proxies stand before the gateway: the last address of <c>X-Forwarded-For</c> that is
/// not a trusted proxy's own, since everything left of it is hearsay.
/// </summary>
internal sealed class ForwardedClient(IEnumerable<string> trustedNetworks)
{
    private readonly IPNetwork[] _trusted = [.. trustedNetworks.Select(IPNetwork.Parse)];

    /// <summary>Puts the client's address and scheme in place of the proxy's, if the connection is a trusted proxy's.</summary>
    public void Apply(HttpContext context)
    {
        if (_trusted.Length == 0 || context.Connection.RemoteIpAddress is not { } peer || !IsTrusted(peer))
        {
            return;
        }

        var hops = context.Request.Headers["X-Forwarded-For"].ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        foreach (var hop in hops.Reverse())
        {
            if (!IPEndPoint.TryParse(hop, out var parsed))
            {
                break;
            }

            context.Connection.RemoteIpAddress = parsed.Address;
            if (!IsTrusted(parsed.Address))
            {
                break;
            }
        }

        if (context.Request.Headers["X-Forwarded-Proto"] is ["http" or "https"] scheme)
        {
            context.Request.Scheme = scheme!;
        }
    }

    private bool IsTrusted(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return _trusted.Any(network => network.Contains(plain));
    }
}
