using Ctas7.Gateway.Routing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Ctas7.Gateway.Status;

/// <summary>The gateway's own view of the suite.</summary>
internal static class StatusSetup
{
    public static IHostApplicationBuilder AddGatewayStatus(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<StatusReport>();
        return builder;
    }

    public static void MapGatewayStatus(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/status", Get)
            .WithName("get_status")
            .WithSummary("Every service behind the gateway: replicas, health, circuits, versions, latency, and what is wrong.")
            .WithTags("gateway")
            .WithMetadata(new RequiredPermission("gateway:read"));
        routes.MapOtherMethods("/api/status", "GET");
    }

    private static Ok<GatewayStatus> Get(StatusReport report, HttpResponse response)
    {
        response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(report.Now());
    }
}
