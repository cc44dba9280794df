using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Ctas7.ServiceDefaults.Discovery;

/// <summary>Logical names for every HttpClient and gRPC client of the service.</summary>
internal static class ServiceDiscovery
{
    public static IHostApplicationBuilder AddServiceDiscovery(this IHostApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton<ServiceEndpoints>();
        builder.Services.TryAddTransient<DiscoveryHandler>();
        builder.Services.ConfigureHttpClientDefaults(client => client.AddHttpMessageHandler<DiscoveryHandler>());
        return builder;
    }
}
