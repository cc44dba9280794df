using Grpc.AspNetCore.HealthChecks;
using Grpc.HealthCheck;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the gRPC health service.</summary>
public static class GrpcHealthChecksServiceExtensions
{
    /// <summary>Adds the health service over the application's health checks; the empty service name covers all of them.</summary>
    public static IHealthChecksBuilder AddGrpcHealthChecks(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton<HealthServiceImpl>();
        services.TryAddSingleton<ServiceHealth>();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IHealthCheckPublisher, ServiceHealth>(provider => provider.GetRequiredService<ServiceHealth>()));
        services.TryAddSingleton<HealthChecksService>();
        services.Configure<GrpcHealthChecksOptions>(options =>
        {
            if (!options.Services.TryGet("", out _))
            {
                options.Services.Map("", _ => true);
            }
        });
        return services.AddHealthChecks();
    }

    /// <summary>Adds the health service, with options.</summary>
    public static IHealthChecksBuilder AddGrpcHealthChecks(this IServiceCollection services, Action<GrpcHealthChecksOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        var builder = services.AddGrpcHealthChecks();
        services.Configure(configure);
        return builder;
    }
}
