using Aspire.Hosting.Dcp;
using Aspire.Hosting.Processes;
using Aspire.Hosting.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting.Orchestration;

internal static class OrchestrationServices
{
    public static IServiceCollection AddOrchestration(this IServiceCollection services, IDistributedApplicationBuilder builder, DistributedApplicationOptions options)
        => services
            .AddSingleton(RunSettings.Of(builder, options))
            .AddSingleton(new PortLeases())
            .AddSingleton<ServerFinder>()
            .AddSingleton<DcpHost>()
            .AddSingleton<Supervisors>()
            .AddSingleton<CopyPublisher>()
            .AddSingleton<LaunchResolver>()
            .AddSingleton<HealthLoop>()
            .AddSingleton<Dashboard.DashboardEndpoints>()
            .AddSingleton<Dashboard.ResourceServiceHost>()
            .AddSingleton<ApplicationOrchestrator>();
}
