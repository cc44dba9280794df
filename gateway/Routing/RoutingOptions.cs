using System.ComponentModel.DataAnnotations;

namespace Ctas7.Gateway.Routing;

/// <summary>Configuration section <c>Gateway:Routing</c>.</summary>
public sealed class RoutingOptions
{
    /// <summary>The local port whose every request belongs to realtime; not given: that of the second address the gateway listens on.</summary>
    [Range(1, 65535)]
    public int? WebSocketPort { get; set; }
}
