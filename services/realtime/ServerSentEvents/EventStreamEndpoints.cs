using Ctas7.Realtime.Connections;
using Ctas7.Realtime.Events;
using Microsoft.AspNetCore.Http.Features;

namespace Ctas7.Realtime.ServerSentEvents;

/// <summary>The same events for clients without a WebSocket.</summary>
internal static class EventStreamEndpoints
{
    /// <summary>Maps the stream.</summary>
    public static IEndpointRouteBuilder MapEventStream(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/events/stream", StreamAsync)
            .WithTags("realtime")
            .WithSummary("Server-sent events: every event, or those of ?channels=; goes on after ?since= or Last-Event-ID")
            .Produces(StatusCodes.Status200OK, contentType: "text/event-stream")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status429TooManyRequests)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .DisableRequestTimeout();
        return routes;
    }

    private static async Task<IResult> StreamAsync(HttpContext context, ConnectionRequests requests, ConnectionRegistry connections)
    {
        if (!requests.TryGrant(context, EventCatalog.Channels, out var granted, out var refusal))
        {
            return TypedResults.Problem(refusal);
        }

        try
        {
            await ServeAsync(context, connections, granted);
        }
        finally
        {
            connections.Release(granted.Address);
        }

        return TypedResults.Empty;
    }

    private static async Task ServeAsync(HttpContext context, ConnectionRegistry connections, GrantedRequest granted)
    {
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        context.Response.ContentType = "text/event-stream; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store, no-transform";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        var connection = connections.Add(new EventStreamTransport(context), granted.Initial);
        await using var ended = context.RequestAborted.Register(() => connection.Close(CloseReason.ByClient));
        try
        {
            await connection.RunAsync();
        }
        finally
        {
            connections.Remove(connection);
        }
    }
}
