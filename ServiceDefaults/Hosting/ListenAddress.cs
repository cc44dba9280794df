using System.Globalization;
using System.Net;

namespace Ctas7.ServiceDefaults.Hosting;

/// <summary>Where to listen: an address (null for every one of this machine) and a port (0 for any free one).</summary>
internal sealed record ListenAddress(bool Https, IPAddress? Address, bool Loopback, int Port)
{
    /// <summary>Reads <c>http://host:port</c>, where host is an IP address, <c>localhost</c>, <c>*</c> or <c>+</c>.</summary>
    /// <exception cref="InvalidConfigurationException">Anything else, with what to write instead.</exception>
    public static ListenAddress Parse(string url)
    {
        var text = url.Trim().TrimEnd('/');
        var (https, rest) = text switch
        {
            _ when text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) => (false, text[7..]),
            _ when text.StartsWith("https://", StringComparison.OrdinalIgnoreCase) => (true, text[8..]),
            _ => throw Bad(url),
        };
        var colon = rest.LastIndexOf(':') is var at && at > rest.LastIndexOf(']') ? at : -1;
        var host = colon < 0 ? rest : rest[..colon];
        var port = colon < 0
            ? https ? 443 : 80
            : int.TryParse(rest[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= 65535
                ? number
                : throw Bad(url);
        return host switch
        {
            "*" or "+" => new ListenAddress(https, null, Loopback: false, port),
            "localhost" => new ListenAddress(https, IPAddress.Loopback, Loopback: true, port),
            _ when IPAddress.TryParse(host.Trim('[', ']'), out var address) => new ListenAddress(https, address, Loopback: false, port),
            _ => throw Bad(url),
        };
    }

    private static InvalidConfigurationException Bad(string url) =>
        new($"Cannot listen on '{url}' (ASPNETCORE_URLS): write http://<IP address, localhost, * or +>:<port>, several separated by ';'.");
}
