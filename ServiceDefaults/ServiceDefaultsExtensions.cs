using Ctas7.ServiceDefaults.Health;
using Ctas7.ServiceDefaults.Hosting;
using Ctas7.ServiceDefaults.Http;
using Ctas7.ServiceDefaults.OpenApi;
using Ctas7.ServiceDefaults.Resilience;
using Ctas7.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Ctas7.ServiceDefaults;

/// <summary>What every service of the suite shares, in two calls.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>
    /// Before <c>Build()</c>: endpoints and limits, telemetry, health, service discovery and resilience for HttpClient and
    /// gRPC clients, problem details, JSON, security headers, request ids, drain, OpenAPI.
    /// </summary>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        InvalidConfigurationException.ExplainWhenUncaught();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.AddLogLevels();
        builder.AddKestrelEndpoints();
        builder.AddServiceTelemetry();
        builder.AddServiceHealth();
        builder.AddGracefulStop();
        builder.AddServiceClients();
        builder.AddServiceHttp();
        builder.AddServiceOpenApi();
        return builder;
    }

    /// <summary>
    /// First thing after <c>Build()</c>: checks all options, then the pipeline, <c>/health</c>, <c>/alive</c> and <c>/openapi/v1.json</c>.
    /// </summary>
    /// <exception cref="InvalidConfigurationException">Some options are wrong.</exception>
    public static WebApplication UseServiceDefaults(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.Services.ValidateOptions();
        app.UseServiceHttp();
        app.MapServiceHealth();
        app.MapServiceOpenApi();
        return app;
    }
}
