using Ctas7.Gateway.Resilience;
using Ctas7.Gateway.Routing;
using Ctas7.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;

namespace Ctas7.Gateway;

/// <summary>The gateway in two calls: what it consists of, and in which order a request passes through it.</summary>
public static class GatewayApplication
{
    /// <summary>Every feature of the gateway; after <c>AddServiceDefaults</c>.</summary>
    public static IHostApplicationBuilder AddGateway(this IHostApplicationBuilder builder)
    {
        builder.AddGatewayRouting();
        builder.AddGatewayResilience();
        return builder;
    }

    /// <summary>The way of a request; first thing after <c>Build()</c>.</summary>
    public static WebApplication UseGateway(this WebApplication app)
    {
        app.UseServiceDefaults();
        app.MapGatewayRoutes();
        return app;
    }
}
