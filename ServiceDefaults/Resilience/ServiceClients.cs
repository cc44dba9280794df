using System.Net;
using Ctas7.ServiceDefaults.Discovery;
using Ctas7.ServiceDefaults.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Ctas7.ServiceDefaults.Resilience;

/// <summary>
/// Every HttpClient and gRPC client of the service: logical names, time-outs, retries within a budget, a circuit per address.
/// </summary>
internal static class ServiceClients
{
    public static IHostApplicationBuilder AddServiceClients(this IHostApplicationBuilder builder)
    {
        builder.AddValidatedOptions<ResilienceOptions>(ResilienceOptions.Section);
        builder.Services.TryAddSingleton<ServiceEndpoints>();
        builder.Services.TryAddSingleton<Pipelines>();
        builder.Services.TryAddTransient<RetryHandler>();
        builder.Services.TryAddTransient<DiscoveryHandler>();
        builder.Services.TryAddTransient<CircuitHandler>();
        builder.Services.ConfigureHttpClientDefaults(client => client
            .AddHttpMessageHandler<RetryHandler>()
            .AddHttpMessageHandler<DiscoveryHandler>()
            .AddHttpMessageHandler<CircuitHandler>()
            .UseSocketsHttpHandler((handler, services) => Configure(handler, services.GetRequiredService<IOptions<ResilienceOptions>>().Value)));
        return builder;
    }

    private static void Configure(SocketsHttpHandler handler, ResilienceOptions options)
    {
        handler.ConnectTimeout = TimeSpan.FromSeconds(options.ConnectTimeoutSeconds);
        handler.PooledConnectionLifetime = TimeSpan.FromMinutes(5);
        handler.PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1);
        handler.EnableMultipleHttp2Connections = true;
        handler.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
        handler.KeepAlivePingTimeout = TimeSpan.FromSeconds(10);
        handler.AutomaticDecompression = DecompressionMethods.All;

        // Handlers are shared by all requests of a client, and so would cookies be.
        handler.UseCookies = false;
    }
}
