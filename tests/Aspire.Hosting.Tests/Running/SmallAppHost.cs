using Ctas7.Testing.Suite;

namespace Aspire.Hosting.Tests.Running;

/// <summary>An app host with both brokers and a service, as a process that can be killed.</summary>
internal static class SmallAppHost
{
    public static async Task<int> RunAsync(string[] settings)
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            Args = settings,
            ProjectDirectory = Path.Combine(Checkout.Root, "AppHost"),
            DisableDashboard = true,
        });
        var redis = builder.AddRedis("redis");
        var rabbitmq = builder.AddRabbitMQ("rabbitmq");
        builder.AddProject("web", RunningApplication.ThisProject)
            .WithArgs("serve")
            .WithHttpEndpoint(name: "http")
            .WithHttpHealthCheck("/health")
            .WithReference(redis).WaitFor(redis)
            .WithReference(rabbitmq).WaitFor(rabbitmq);
        await builder.Build().RunAsync();
        return Environment.ExitCode;
    }
}
