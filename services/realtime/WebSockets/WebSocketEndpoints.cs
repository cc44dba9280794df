using Ctas7.Contracts.Realtime;
using Ctas7.Realtime.Connections;
using Ctas7.Realtime.Events;
using Ctas7.ServiceDefaults.Http;

namespace Ctas7.Realtime.WebSockets;

/// <summary>The WebSocket routes.</summary>
internal static class WebSocketEndpoints
{
    /// <summary><c>/</c> and <c>/ws</c> with every channel, and one route for each channel that had one in the original suite.</summary>
    public static IEndpointRouteBuilder MapWebSockets(this IEndpointRouteBuilder routes)
    {
        Map("/", EventCatalog.Channels, "Every channel");
        Map("/ws", EventCatalog.Channels, "Every channel");
        Map("/ws/system", [Channels.System], "The suite itself");
        Map("/ws/deployments", [Channels.Deployments], "Deployments");
        Map("/ws/health", [Channels.Health], "Health of the watched services");
        return routes;

        void Map(string path, IReadOnlyList<string> channels, string summary) =>
            routes.MapGet(path, (HttpContext context, [AsParameters] WebSocketServices services) => ServeAsync(context, channels, services))
                .WithTags("realtime")
                .WithSummary($"WebSocket: {summary}")
                .ProducesProblem(StatusCodes.Status426UpgradeRequired);
    }

    private static async Task<IResult> ServeAsync(HttpContext context, IReadOnlyList<string> channels, WebSocketServices services)
    {
        if (!WebSocketHandshake.IsWebSocket(context))
        {
            context.Response.Headers.Upgrade = "websocket";
            context.Response.Headers.Connection = "Upgrade";
            context.Response.Headers.SecWebSocketVersion = "13";
            return Problems.Of(
                StatusCodes.Status426UpgradeRequired,
                "websocket_required",
                $"{context.Request.Path} is a WebSocket (RFC 6455, version 13, HTTP/1.1). The same events without one: GET /api/events/stream.");
        }

        if (!services.Requests.TryGrant(context, channels, out var granted, out var refusal))
        {
            return TypedResults.Problem(refusal);
        }

        try
        {
            await TalkAsync(context, services, granted);
        }
        finally
        {
            services.Connections.Release(granted.Address);
        }

        return TypedResults.Empty;
    }

    private static async Task TalkAsync(HttpContext context, WebSocketServices services, GrantedRequest granted)
    {
        var options = services.Options.Value;
        var (socket, below) = await WebSocketHandshake.AcceptAsync(context, options.PingInterval, options.MissedPings);
        using var owned = socket;
        var connection = services.Connections.Add(new WebSocketTransport(socket, context), granted.Initial);
        try
        {
            await new WebSocketSession(socket, below, connection, options, services.Time).RunAsync(context.RequestAborted);
        }
        finally
        {
            services.Connections.Remove(connection);
        }
    }
}
