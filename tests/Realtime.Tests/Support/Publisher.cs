using Ctas7.Contracts.CrateDiscovery;
using Ctas7.ServiceDefaults.Bus;
using Ctas7.Testing;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Ctas7.Realtime.Tests.Support;

/// <summary>Another service that publishes on the bus, as crate discovery does.</summary>
public sealed class Publisher : IAsyncDisposable
{
    private readonly IHost _host;

    private Publisher(IHost host) => _host = host;

    public static async Task<Publisher> StartAsync(string rabbitMq)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration["ConnectionStrings:rabbitmq"] = rabbitMq;
        builder.AddServiceBus();
        var host = builder.Build();
        await host.StartAsync();
        return new Publisher(host);
    }

    /// <summary>Publishes until the broker has confirmed; the same message again when it did not.</summary>
    public async Task PublishAsync<T>(T message)
        where T : class
    {
        var publish = _host.Services.GetRequiredService<IBus>();
        await Eventually.True(
            async () =>
            {
                using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(5));
                await publish.Publish(message, deadline.Token);
                return true;
            },
            "RabbitMQ takes the message",
            TimeSpan.FromSeconds(60));
    }

    /// <summary>An event of crate discovery that carries a number.</summary>
    public static CrateUpdated Updated(int revision, string name = "alpha", long token = 0, string lease = "test:lease") => new(
        Guid.CreateVersion7(),
        DateTimeOffset.UtcNow,
        "registry",
        revision,
        lease,
        token,
        new CrateSummary(Guid.CreateVersion7(), name, "1.0.0", $"/roots/{name}/smart-crate.toml", "/roots", "valid", "unclassified", new Dictionary<string, int> { ["main_api"] = 18_000 }, 0, new string('0', 64), ""));

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
