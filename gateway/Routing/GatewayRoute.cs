namespace Ctas7.Gateway.Routing;

/// <summary>One line of the route table: which requests, to which service, under which permission.</summary>
/// <param name="Id">Stable name of the route, in logs and in <c>/api/status</c>.</param>
/// <param name="Path">ASP.NET route pattern.</param>
/// <param name="Service">Resource name of the service in service discovery.</param>
/// <param name="Permission">What a caller needs, as <c>resource:action</c>; <c>{action}</c> becomes <c>read</c> for safe methods and <c>write</c> for others.</param>
/// <param name="Port">Which of the gateway's ports it belongs to.</param>
public sealed record GatewayRoute(string Id, string Path, string Service, string Permission, GatewayPort Port = GatewayPort.Any);

/// <summary>The gateway's two doors.</summary>
public enum GatewayPort
{
    /// <summary>Every port but the WebSocket one.</summary>
    Any,

    /// <summary>The port that belongs to realtime as a whole (15181).</summary>
    WebSocket,
}
