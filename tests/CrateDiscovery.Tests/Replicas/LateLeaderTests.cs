using Ctas7.Contracts.CrateDiscovery;
using Ctas7.CrateDiscovery.Publishing;
using Ctas7.CrateDiscovery.Replicas;
using Ctas7.CrateDiscovery.Tests.Hosts;
using Ctas7.ServiceDefaults.Bus;
using Ctas7.Testing;

namespace Ctas7.CrateDiscovery.Tests.Replicas;

/// <summary>A leader that has noted what it will tell, and can send it only when another one leads.</summary>
[Collection(nameof(Brokers))]
public sealed class LateLeaderTests(Brokers brokers) : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _ledger = $"ledger-{Guid.NewGuid():N}";

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_it_noted_is_told_by_the_next_one_and_by_itself_no_more()
    {
        _folder.WriteCrate("alpha");
        await using var bus = await BusListener.StartAsync(brokers.RabbitMq.ConnectionString);
        await using var wireToBus = new TcpProxy(brokers.RabbitMq.Port);
        await using var wireToRedis = new TcpProxy(brokers.Redis.Port);

        // A publication ends a second after the lease at the latest: before Redis gives that to another one.
        await using var late = await StartAsync(
            $"127.0.0.1:{wireToRedis.Port}", brokers.RabbitMq.ConnectionString.Replace($":{brokers.RabbitMq.Port}", $":{wireToBus.Port}", StringComparison.Ordinal));
        await bus.Next<CrateDiscovered>("alpha");
        var token = late.Get<CurrentTerm>().FencingToken;
        await using var next = await StartAsync(brokers.Redis.ConnectionString, brokers.RabbitMq.ConnectionString);
        await next.Crates(list => list.Length == 1, "the next one follows");

        wireToBus.Cut();
        _folder.WriteCrate("alpha", "2.0.0");
        var noted = await Eventually.Get(
            async () => (await next.Get<AnnouncementLedger>().LoadAsync(CancellationToken.None)).Single(), one => one.InDoubt?.Version == "2.0.0", "the change is noted");
        wireToRedis.Cut();
        (await bus.Next<CrateUpdated>("alpha")).EventId.ShouldBe(noted.Attempt!.EventId, "the event that the late one had begun");
        late.Get<CurrentTerm>().FencingToken.ShouldBe(token, "it does not know yet that another one leads");

        wireToBus.Open();
        await Eventually.True(
            async () =>
            {
                await late.Get<BusPublisher>().PublishAsync(new ScanStarted(Guid.CreateVersion7(), DateTimeOffset.UtcNow, "probe", 0, Guid.CreateVersion7(), "request", []));
                return true;
            },
            "it reaches the bus again");
        _folder.WriteCrate("beta");
        await bus.Next<CrateDiscovered>("beta");
        wireToRedis.Open();
        await Eventually.True(() => late.Get<CurrentTerm>().Running is null, "it follows");
        bus.Delivered.Select(one => one.FencingToken == token).Distinct().ShouldBe([true, false]);
        bus.Delivered.Where(one => one.FencingToken == token).ShouldAllBe(one => one.Crate.Version == "1.0.0");
    }

    private Task<DiscoveryHost> StartAsync(string redis, string rabbitMq)
        => DiscoveryHost.StartAsync(redis, rabbitMq, _ledger, [_folder.Path], ["--Bus:PublishTimeoutSeconds=1"]);
}
