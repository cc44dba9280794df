using Ctas7.Testing;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

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

    /// <summary>Messages in a queue; 0 when there is no such queue.</summary>
    public async Task<uint> MessagesInAsync(string queue)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(RabbitMq.ConnectionString) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        try
        {
            return (await channel.QueueDeclarePassiveAsync(queue)).MessageCount;
        }
        catch (OperationInterruptedException absent) when (absent.ShutdownReason?.ReplyCode == 404)
        {
            return 0;
        }
    }

    public Task<Publisher> StartPublisherAsync() => Publisher.StartAsync(RabbitMq.ConnectionString);
}
