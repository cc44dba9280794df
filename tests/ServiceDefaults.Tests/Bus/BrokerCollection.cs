using Ctas7.Testing;

namespace Ctas7.ServiceDefaults.Tests.Bus;

/// <summary>One broker for all tests that do not stop it; every test uses queues of its own.</summary>
[CollectionDefinition(Name)]
public sealed class BrokerCollection : ICollectionFixture<BrokerCollection.Broker>
{
    public const string Name = "broker";

    public sealed class Broker : IAsyncLifetime
    {
        public RabbitMqServer Server { get; private set; } = null!;

        public async Task InitializeAsync() => Server = await RabbitMqServer.StartAsync();

        public async Task DisposeAsync() => await Server.DisposeAsync();
    }
}
