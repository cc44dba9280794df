using Microsoft.AspNetCore.Routing.Matching;

namespace Ctas7.Gateway.Routing;

/// <summary>Lets the routes of the WebSocket port match there and nowhere else.</summary>
internal sealed class LocalPortPolicy(WebSocketDoor door) : MatcherPolicy, IEndpointSelectorPolicy
{
    /// <inheritdoc/>
    public override int Order => -1000;

    /// <inheritdoc/>
    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) => endpoints.Any(IsOfWebSocketPort);

    /// <inheritdoc/>
    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        if (!door.Took(httpContext))
        {
            for (var index = 0; index < candidates.Count; index++)
            {
                if (IsOfWebSocketPort(candidates[index].Endpoint))
                {
                    candidates.SetValidity(index, false);
                }
            }
        }

        return Task.CompletedTask;
    }

    private static bool IsOfWebSocketPort(Endpoint endpoint) => endpoint.Metadata.GetMetadata<GatewayRoute>()?.Port == GatewayPort.WebSocket;
}
