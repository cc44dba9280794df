using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace Ctas7.Gateway.Routing;

/// <summary>
/// Tells the port that belongs to realtime as a whole. It looks at the port of the socket: the <c>Host</c> header is
/// the client's word only. Thread-safe.
/// </summary>
internal sealed class WebSocketDoor(IOptions<RoutingOptions> options, IServer server)
{
    private readonly Lazy<int?> _port = new(() => options.Value.WebSocketPort ?? SecondAddress(server));

    /// <summary>The port, or null where the gateway listens on one address only.</summary>
    public int? Port => _port.Value;

    /// <summary>Whether a request came in by it.</summary>
    public bool Took(HttpContext context) => context.Connection.LocalPort == _port.Value;

    private static int? SecondAddress(IServer server) =>
        server.Features.Get<IServerAddressesFeature>()?.Addresses is { Count: > 1 } addresses ? BindingAddress.Parse(addresses.ElementAt(1)).Port : null;
}
