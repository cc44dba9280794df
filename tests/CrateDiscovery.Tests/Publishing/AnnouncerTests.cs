using Ctas7.Contracts.CrateDiscovery;
using Ctas7.CrateDiscovery.Tests.Hosts;

namespace Ctas7.CrateDiscovery.Tests.Publishing;

[Collection(nameof(Brokers))]
public sealed class AnnouncerTests(Brokers brokers)
{
    [Fact]
    public async Task A_saved_manifest_is_listed_and_announced()
    {
        using var folder = new TempFolder();
        folder.WriteCrate("alpha");
        await using var bus = await BusListener.StartAsync(brokers.RabbitMq.ConnectionString);
        await using var host = await DiscoveryHost.StartAsync(brokers, $"ledger-{Guid.NewGuid():N}", folder.Path);
        var discovered = await bus.Next<CrateDiscovered>("alpha");
        discovered.Crate.Path.ShouldBe(folder.Manifest("alpha"));

        folder.WriteCrate("alpha", "1.1.0");
        var updated = await bus.Next<CrateUpdated>("alpha");
        updated.Crate.Version.ShouldBe("1.1.0");
        updated.Revision.ShouldBeGreaterThan(discovered.Revision);
        var crates = await host.Crates(list => list.Length == 1, "one crate");
        crates[0].GetProperty("version").GetString().ShouldBe("1.1.0");
    }
}
