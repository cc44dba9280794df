using Ctas7.Testing;

namespace Ctas7.CrateDiscovery.Tests.Hosts;

/// <summary>One real Redis and one real RabbitMQ for all tests that need them.</summary>
public sealed class Brokers : IAsyncLifetime
{
    public RedisServer Redis { get; private set; } = null!;

    public RabbitMqServer RabbitMq { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        var redis = RedisServer.StartAsync();
        var rabbitMq = RabbitMqServer.StartAsync();
        (Redis, RabbitMq) = (await redis, await rabbitMq);
    }

    public async Task DisposeAsync()
    {
        await RabbitMq.DisposeAsync();
        await Redis.DisposeAsync();
    }
}

[CollectionDefinition(nameof(Brokers))]
public sealed class BrokersDefinition : ICollectionFixture<Brokers>;
