using Ctas7.Testing;

namespace Ctas7.Realtime.Tests.Support;

/// <summary>One Redis and one RabbitMQ for the tests that do not kill them.</summary>
public sealed class Brokers : IAsyncLifetime
{
    public RedisServer Redis { get; private set; } = null!;

    public RabbitMqServer RabbitMq { get; private set; } = null!;

    public async Task InitializeAsync() =>
        (Redis, RabbitMq) = (await RedisServer.StartAsync(), await RabbitMqServer.StartAsync());

    public async Task DisposeAsync()
    {
        await RabbitMq.DisposeAsync();
        await Redis.DisposeAsync();
    }

    public Task<Replica> StartReplicaAsync(params string[] settings) => Replica.StartAsync(Redis.ConnectionString, RabbitMq.ConnectionString, settings);

    public Task<Publisher> StartPublisherAsync() => Publisher.StartAsync(RabbitMq.ConnectionString);
}
