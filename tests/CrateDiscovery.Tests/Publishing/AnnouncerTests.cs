using Ctas7.Contracts.CrateDiscovery;
using Ctas7.CrateDiscovery.Publishing;
using Ctas7.CrateDiscovery.Tests.Hosts;
using Ctas7.Testing;

namespace Ctas7.CrateDiscovery.Tests.Publishing;

/// <summary>What the bus hears, with real brokers.</summary>
[Collection(nameof(Brokers))]
public sealed class AnnouncerTests(Brokers brokers) : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _ledger = $"ledger-{Guid.NewGuid():N}";

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_kind_of_change_is_announced_with_its_revision()
    {
        _folder.WriteCrate("alpha");
        _folder.WriteCrate("omega");
        await using var bus = await BusListener.StartAsync(brokers.RabbitMq.ConnectionString);
        await using var host = await StartAsync();
        var discovered = await bus.Next<CrateDiscovered>("alpha");
        discovered.Crate.Path.ShouldBe(_folder.Manifest("alpha"));
        await bus.Next<CrateDiscovered>("omega");

        _folder.WriteCrate("alpha", "1.1.0");
        (await bus.Next<CrateUpdated>("alpha")).Crate.Version.ShouldBe("1.1.0");
        _folder.Write("alpha", "[smart-crate");
        (await bus.Next<CrateInvalid>("alpha")).Crate.State.ShouldBe("stale");
        _folder.WriteCrate("alpha", "1.2.0");
        (await bus.Next<CrateRecovered>("alpha")).Crate.Version.ShouldBe("1.2.0");
        Directory.Move(_folder.At("alpha"), _folder.At("beta"));
        (await bus.Next<CrateMoved>("alpha")).PreviousPath.ShouldBe(_folder.Manifest("alpha"));
        Directory.Delete(_folder.At("beta"), recursive: true);
        var removed = await bus.Next<CrateRemoved>("alpha");
        removed.Crate.Path.ShouldBe(_folder.Manifest("beta"));

        var alpha = bus.Crates.Where(one => one.Crate.Name == "alpha").ToList();
        alpha.Select(one => one.Crate.Id).Distinct().ShouldHaveSingleItem();
        alpha.Select(one => one.Epoch).Distinct().ShouldBe([discovered.Epoch]);
        alpha.Select(one => one.Lease).Distinct().ShouldBe([$"{_ledger}:lease"]);
        alpha.Select(one => one.Revision).ShouldBeInOrder(SortDirection.Ascending);
        alpha.Select(one => one.EventId.ToString()).ShouldBeInOrder(SortDirection.Ascending);
        bus.Crates.Count.ShouldBe(7);
        var finished = bus.All.OfType<ScanFinished>().First();
        (finished.Outcome, finished.Lease).ShouldBe(("completed", discovered.Lease));
    }

    [Fact]
    public async Task A_restart_announces_the_difference_and_nothing_else()
    {
        foreach (var name in new[] { "same", "changes", "goes", "moves", "breaks", "stale" })
        {
            _folder.WriteCrate(name);
        }

        await using var bus = await BusListener.StartAsync(brokers.RabbitMq.ConnectionString);
        Dictionary<string, Guid> ids;
        await using (await StartAsync())
        {
            _ = await Eventually.Get(() => Task.FromResult(bus.Crates.Count), count => count == 6, "six crates are announced");
            _folder.Write("stale", "broken");
            await bus.Next<CrateInvalid>("stale");
            ids = bus.Crates.Where(one => one is CrateDiscovered).ToDictionary(one => one.Crate.Name, one => one.Crate.Id);
        }

        var before = bus.Crates.Count;
        _folder.WriteCrate("changes", "2.0.0");
        Directory.Delete(_folder.At("goes"), recursive: true);
        Directory.Move(_folder.At("moves"), _folder.At("moved"));
        _folder.Write("breaks", "broken");
        _folder.WriteCrate("new");
        await using var host = await StartAsync();
        await bus.Next<CrateUpdated>("changes");
        await bus.Next<CrateRemoved>("goes");
        (await bus.Next<CrateMoved>("moves")).PreviousPath.ShouldBe(_folder.Manifest("moves"));
        (await bus.Next<CrateInvalid>("breaks")).Crate.State.ShouldBe("stale", "its last good content outlives the restart");
        await bus.Next<CrateDiscovered>("new");
        await SettledAsync(host);
        bus.Crates.Skip(before).Select(one => one.Crate.Name).ShouldBe(["changes", "goes", "moves", "breaks", "new"], ignoreOrder: true);
        foreach (var crate in await host.Crates(list => list.Length == 6, "six crates"))
        {
            if (ids.TryGetValue(crate.GetProperty("name").GetString()!, out var id))
            {
                crate.GetProperty("id").GetGuid().ShouldBe(id);
            }
        }

        var stale = await host.GetJsonAsync("/api/crates/stale");
        (stale.GetProperty("state").GetString(), stale.GetProperty("version").GetString()).ShouldBe(("stale", "1.0.0"));
    }

    [Fact]
    public async Task Killed_at_any_moment_it_loses_nothing()
    {
        await using var bus = await BusListener.StartAsync(brokers.RabbitMq.ConnectionString);
        for (var round = 0; round < 3; round++)
        {
            for (var index = 0; index < 60; index++)
            {
                _folder.WriteCrate($"crate-{index}", $"{round}.0.0");
            }

            // In the middle of announcing: some are told, some are in doubt, some are not.
            await using var process = await DiscoveryProcess.StartAsync(brokers.Redis.ConnectionString, brokers.RabbitMq.ConnectionString, _ledger, _folder.Path);
            var version = $"{round}.0.0";
            await Eventually.True(() => bus.Crates.Any(one => one.Crate.Version == version), $"{version} begins to be announced: {process.Output}");
            await process.KillAsync();
        }

        File.Delete(_folder.Manifest("crate-7"));
        await using var host = await StartAsync();
        await bus.Next<CrateRemoved>("crate-7");
        await host.Crates(list => list.Length == 59, "59 crates");
        await SettledAsync(host);
        foreach (var group in bus.Crates.Where(one => one.Crate.Name != "crate-7").GroupBy(one => one.Crate.Name))
        {
            group.Last().Crate.Version.ShouldBe("2.0.0", group.Key);
            group.Select(one => one.Crate.Id).Distinct().ShouldHaveSingleItem(group.Key);
        }

        bus.Crates.Select(one => one.Crate.Name).Distinct().Count().ShouldBe(60);
    }

    [Fact]
    public async Task With_RabbitMQ_killed_changes_wait_as_one_per_crate_and_arrive_when_it_is_back()
    {
        await using var broker = await RabbitMqServer.StartAsync();
        await using var bus = await BusListener.StartAsync(broker.ConnectionString);
        _folder.WriteCrate("alpha");
        _folder.WriteCrate("gone");
        await using var host = await DiscoveryHost.StartAsync(
            brokers.Redis.ConnectionString, broker.ConnectionString, _ledger, [_folder.Path], ["--Bus:PublishTimeoutSeconds=2"]);
        await bus.Next<CrateDiscovered>("alpha");
        await bus.Next<CrateDiscovered>("gone");

        await broker.KillAsync();
        for (var version = 2; version <= 9; version++)
        {
            _folder.WriteCrate("alpha", $"{version}.0.0");
        }

        Directory.Delete(_folder.At("gone"), recursive: true);
        _folder.WriteCrate("new");
        await host.Crates(list => list.Length == 2 && list[0].GetProperty("version").GetString() == "9.0.0", "the registry goes on without the broker");
        await broker.RestartAsync();
        await bus.Next<CrateUpdated>(one => one.Crate.Name == "alpha" && one.Crate.Version == "9.0.0", "the last version of alpha");
        await bus.Next<CrateRemoved>("gone");
        await bus.Next<CrateDiscovered>("new");
        await SettledAsync(host);
    }

    [Fact]
    public async Task With_Redis_away_changes_wait_and_are_announced_once_when_it_is_back()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var bus = await BusListener.StartAsync(brokers.RabbitMq.ConnectionString);
        _folder.WriteCrate("alpha");
        await using (var host = await DiscoveryHost.StartAsync(redis.ConnectionString, brokers.RabbitMq.ConnectionString, _ledger, [_folder.Path], []))
        {
            await bus.Next<CrateDiscovered>("alpha");
            await SettledAsync(host);
            await redis.KillAsync();
            _folder.WriteCrate("alpha", "2.0.0");
            _folder.WriteCrate("beta");
            await host.Crates(list => list.Length == 2, "the registry goes on without Redis");
            bus.Crates.Count.ShouldBe(1);
            await redis.RestartAsync();
            await bus.Next<CrateUpdated>("alpha");
            await bus.Next<CrateDiscovered>("beta");
            await SettledAsync(host);
        }

        await using var again = await DiscoveryHost.StartAsync(redis.ConnectionString, brokers.RabbitMq.ConnectionString, _ledger, [_folder.Path], []);
        await again.Crates(list => list.Length == 2, "both crates");
        await SettledAsync(again);
        bus.Crates.Count.ShouldBe(3, "nothing is announced twice");
    }

    [Fact]
    public async Task What_the_ledger_does_not_take_is_not_announced_and_what_was_announced_is_noted_later()
    {
        await using var broker = await RabbitMqServer.StartAsync();
        await using var bus = await BusListener.StartAsync(broker.ConnectionString);
        _folder.WriteCrate("alpha");
        await using var host = await DiscoveryHost.StartAsync(
            brokers.Redis.ConnectionString, broker.ConnectionString, _ledger, [_folder.Path], ["--Bus:PublishTimeoutSeconds=2"]);
        await bus.Next<CrateDiscovered>("alpha");
        await SettledAsync(host);

        // Alpha's change is noted and not sent. Then Redis refuses the ledger (another type of value), and goes on keeping the lease.
        await broker.KillAsync();
        _folder.WriteCrate("alpha", "2.0.0");
        await Eventually.True(
            async () => (await host.Get<AnnouncementLedger>().LoadAsync(CancellationToken.None)).Single().InDoubt is not null, "the change is noted");
        (await brokers.Redis.AskAsync($"RENAME {_ledger} {_ledger}-aside")).ShouldBe("+OK");
        (await brokers.Redis.AskAsync($"SET {_ledger} refused")).ShouldBe("+OK");
        _folder.WriteCrate("beta");
        await host.Crates(list => list.Length == 2, "both crates");
        await broker.RestartAsync();
        await bus.Next<CrateUpdated>("alpha");
        using var rescan = await host.Client.PostAsync("/api/crates/rescan", null);
        var before = bus.All.OfType<ScanFinished>().Count();
        await Eventually.True(() => bus.All.OfType<ScanFinished>().Count() > before, "what was sent after beta was found is here");
        bus.Crates.ShouldNotContain(one => one.Crate.Name == "beta");

        (await brokers.Redis.AskAsync($"RENAME {_ledger}-aside {_ledger}")).ShouldBe("+OK");
        await bus.Next<CrateDiscovered>("beta");
        await SettledAsync(host);
        bus.Crates.Count.ShouldBe(3);
    }

    private Task<DiscoveryHost> StartAsync() => DiscoveryHost.StartAsync(brokers, _ledger, _folder.Path);

    /// <summary>Waits until the first scan is over and everything it found is announced.</summary>
    private static Task SettledAsync(DiscoveryHost host) => Eventually.True(
        async () =>
        {
            var ledger = await host.Get<AnnouncementLedger>().LoadAsync(CancellationToken.None);
            var crates = (await host.GetJsonAsync("/api/crates?limit=1000&fields=id,content_hash")).EnumerateArray()
                .Select(crate => (crate.GetProperty("id").GetGuid(), crate.GetProperty("content_hash").GetString())).ToHashSet();
            return crates.SetEquals(ledger.Where(one => one.InDoubt is null).Select(one => (one.Id, (string?)one.Confirmed!.ContentHash)))
                && ledger.Count == crates.Count;
        },
        "everything is announced");
}
