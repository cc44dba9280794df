using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;
using Microsoft.Extensions.Options;

namespace Ctas7.Gateway.Routing;

/// <summary>
/// Lets the routes of the WebSocket port match there and nowhere else. It looks at the port of the socket: the
/// <c>Host</c> header is the client's word only.
/// </summary>
internal sealed class LocalPortPolicy(IOptions<RoutingOptions> options) : MatcherPolicy, IEndpointSelectorPolicy
{
    private readonly int _webSocketPort = options.Value.WebSocketPort;

    /// <inheritdoc/>
    public override int Order => -1000;

    /// <inheritdoc/>
    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) =>
        endpoints.Any(endpoint => endpoint.Metadata.GetMetadata<GatewayRoute>()?.Port == GatewayPort.WebSocket);

    /// <inheritdoc/>
    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        if (httpContext.Connection.LocalPort == _webSocketPort)
        {
            return Task.CompletedTask;
        }

        for (var index = 0; index < candidates.Count; index++)
        {
            if (candidates[index].Endpoint.Metadata.GetMetadata<GatewayRoute>()?.Port == GatewayPort.WebSocket)
            {
                candidates.SetValidity(index, false);
            }
        }

        return Task.CompletedTask;
    }
}
