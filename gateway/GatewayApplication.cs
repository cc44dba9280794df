using Ctas7.Gateway.AccessLog;
using Ctas7.Gateway.Compression;
using Ctas7.Gateway.Drain;
using Ctas7.Gateway.Hygiene;
using Ctas7.Gateway.Limits;
using Ctas7.Gateway.OpenApi;
using Ctas7.Gateway.Resilience;
using Ctas7.Gateway.Routing;
using Ctas7.Gateway.Status;
using Ctas7.ServiceDefaults;

namespace Ctas7.Gateway;

/// <summary>The gateway in two calls: what it consists of, and in which order a request passes through it.</summary>
public static class GatewayApplication
{
    /// <summary>Every feature of the gateway; after <c>AddServiceDefaults</c>.</summary>
    public static IHostApplicationBuilder AddGateway(this IHostApplicationBuilder builder)
    {
        builder.AddGatewayRouting();
        builder.AddGatewayResilience();
        builder.AddGatewayHygiene();
        builder.AddGatewayLimits();
        builder.AddGatewayCompression();
        builder.AddGatewayStatus();
        builder.AddGatewayOpenApi();
        builder.AddGatewayDrain();
        return builder;
    }

    /// <summary>The way of a request; first thing after <c>Build()</c>.</summary>
    public static WebApplication UseGateway(this WebApplication app)
    {
        app.UseAccessLog();
        app.UseServiceDefaults();
        app.UseGatewayHygiene();
        app.UseGatewayLimits();

        // Authentication and authorisation belong here: the route is chosen (its RequiredPermission is endpoint metadata),
        // nothing has been read or forwarded, and who asks too often was already sent away.
        app.UseGatewayCompression();

        app.MapGatewayStatus();
        app.MapGatewayOpenApi();
        app.MapGatewayRoutes();
        return app;
    }
}
