using Ctas7.ServiceDefaults.Hosting;
using Yarp.ReverseProxy.Health;

namespace Ctas7.Gateway.Resilience;

/// <summary>Deadlines, retries within a budget, circuits and health probes of the services behind the gateway.</summary>
internal static class ResilienceSetup
{
    public static IHostApplicationBuilder AddGatewayResilience(this IHostApplicationBuilder builder)
    {
        builder.AddValidatedOptions<ResilienceOptions>("Gateway:Resilience");
        builder.Services.AddSingleton<RetryBudgets>();
        builder.Services.AddSingleton<IAvailableDestinationsPolicy, AvailabilityPolicy>();
        builder.Services.AddSingleton<CircuitPolicy>();
        builder.Services.AddSingleton<IPassiveHealthCheckPolicy>(services => services.GetRequiredService<CircuitPolicy>());
        builder.Services.AddSingleton<ReplicaProbe>();
        builder.Services.AddHostedService(services => services.GetRequiredService<ReplicaProbe>());
        return builder;
    }
}
