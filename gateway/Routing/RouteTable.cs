namespace Ctas7.Gateway.Routing;

/// <summary>The routes of the suite, as its contract lists them. A service joins here when it exists.</summary>
public static class RouteTable
{
    private const string CrateDiscovery = "crate-discovery";
    private const string Realtime = "realtime";

    /// <summary>Every proxied route.</summary>
    public static IReadOnlyList<GatewayRoute> Routes { get; } =
    [
        new("crates", "/api/crates/{**rest}", CrateDiscovery, "crates:{action}"),
        new("graph", "/api/graph/{**rest}", CrateDiscovery, "graph:{action}"),
        new("events", "/api/events/{**rest}", Realtime, "events:{action}"),
        new("websocket", "/ws/{**rest}", Realtime, "events:subscribe"),
        new("websocket-port", "/{**rest}", Realtime, "events:subscribe", GatewayPort.WebSocket),
    ];

    /// <summary>The services behind the routes, each once.</summary>
    public static IReadOnlyList<string> Services { get; } = [.. Routes.Select(route => route.Service).Distinct(StringComparer.Ordinal)];
}
