namespace Ctas7.Realtime.Tests.Support;

/// <summary>One replica with its brokers and a publisher, for tests that do not disturb each other. They run one after the other.</summary>
[CollectionDefinition(Collection)]
public sealed class SharedReplica : IAsyncLifetime, ICollectionFixture<SharedReplica>
{
    public const string Collection = "shared replica";

    public Brokers Brokers { get; } = new();

    public Replica Replica { get; private set; } = null!;

    public Publisher Publisher { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await Brokers.InitializeAsync();
        Replica = await Brokers.StartReplicaAsync();
        Publisher = await Brokers.StartPublisherAsync();
    }

    public async Task DisposeAsync()
    {
        await Publisher.DisposeAsync();
        await Replica.DisposeAsync();
        await Brokers.DisposeAsync();
    }
}
