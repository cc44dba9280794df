using Ctas7.Gateway.Forwarding;
using Ctas7.Gateway.Resilience;
using Ctas7.ServiceDefaults.Hosting;
using Ctas7.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;

namespace Ctas7.Gateway.Routing;

/// <summary>The route table, served by the reverse proxy.</summary>
internal static class RoutingSetup
{
    public static IHostApplicationBuilder AddGatewayRouting(this IHostApplicationBuilder builder)
    {
        builder.AddValidatedOptions<RoutingOptions>("Gateway:Routing");
        builder.Services.AddSingleton<WebSocketDoor>();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<MatcherPolicy, LocalPortPolicy>());
        builder.Services.AddSingleton<IProxyConfigProvider, RouteConfiguration>();
        builder.Services.AddSingleton<IForwarderHttpClientFactory, UpstreamClients>();
        builder.Services.AddSingleton<AnswerInspection>();
        builder.Services.AddReverseProxy().AddTransforms(context =>
        {
            context.UseDefaultForwarders = false;
            context.RequestTransforms.Add(new ForwardedHeaders());
            context.ResponseTransforms.Add(context.Services.GetRequiredService<AnswerInspection>());
        });
        return builder;
    }

    /// <summary>Every route of <see cref="RouteTable"/>; anything else is 404.</summary>
    public static void MapGatewayRoutes(this IEndpointRouteBuilder routes)
    {
        var table = RouteTable.Routes.ToDictionary(route => route.Id, StringComparer.Ordinal);
        routes
            .MapReverseProxy(proxy =>
            {
                proxy.UseMiddleware<ResilientForwarding>();
                proxy.UseLoadBalancing();
                proxy.UsePassiveHealthChecks();
            })
            .ConfigureEndpoints((endpoint, route) => endpoint
                .WithMetadata(table[route.RouteId], new RequiredPermission(table[route.RouteId].Permission))
                .DisableRequestTimeout());
        routes.MapFallback("{**path}", NotRouted).ExcludeFromDescription();
    }

    private static ProblemHttpResult NotRouted(HttpContext context) =>
        Problems.NotFound("route_not_found", $"The gateway has no route for {context.Request.Path}. Its routes are in /api/openapi.json and /api/status.");
}
