using System.Collections.Concurrent;
using System.Text.Json;
using Ctas7.Contracts.CrateDiscovery;
using Ctas7.Contracts.CrateDiscovery.V1;
using Ctas7.CrateDiscovery.Cache;
using Ctas7.CrateDiscovery.Publishing;
using Ctas7.CrateDiscovery.Tests.Hosts;
using Ctas7.Testing;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.DependencyInjection;
using CrateRegistry = Ctas7.CrateDiscovery.Registry.CrateRegistry;

namespace Ctas7.CrateDiscovery.Tests.Cache;

/// <summary>What a restart knows before it has looked.</summary>
[Collection(nameof(Brokers))]
public sealed class RestartTests(Brokers brokers) : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _ledger = $"ledger-{Guid.NewGuid():N}";

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_answers_from_the_cache_and_says_so_until_the_first_scan_is_over()
    {
        _folder.WriteCrate("alpha");
        _folder.WriteCrate("beta");
        await RunOnceAsync(2);

        // A manifest that is broken just now keeps the first scan waiting for its grace.
        _folder.Write("beta", "[smart-crate");
        await using var host = await StartAsync("--Discovery:Grace=00:00:50");
        using (var answer = await host.Client.GetAsync("/api/crates"))
        {
            JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.EnumerateArray()
                .Select(crate => (crate.GetProperty("name").GetString(), crate.GetProperty("state").GetString())).ShouldBe([("alpha", "valid"), ("beta", "valid")]);
            answer.Headers.GetValues("Cache-Status").ShouldBe(["ctas7-crates; hit; detail=cache"]);
        }

        (await SourceAsync(host)).ShouldBe("cache");
        _folder.WriteCrate("beta", "2.0.0");
        await Eventually.True(async () => await SourceAsync(host) == "scan", "the first scan is over");
        using var later = await host.Client.GetAsync("/api/crates");
        later.Headers.Contains("Cache-Status").ShouldBeFalse();
    }

    [Fact]
    public async Task While_a_root_is_away_its_crates_are_missing_and_not_removed()
    {
        await using var bus = await BusListener.StartAsync(brokers.RabbitMq.ConnectionString);
        _folder.WriteCrate("root/alpha");
        await RunOnceAsync(1, _folder.At("root"));
        Directory.Move(_folder.At("root"), _folder.At("away"));
        await using (var host = await DiscoveryHost.StartAsync(brokers, _ledger, _folder.At("root")))
        {
            await host.Crates(list => list.Length == 1 && list[0].GetProperty("state").GetString() == "missing", "the crate is missing");
            await Eventually.True(async () => await SourceAsync(host) == "scan", "the first scan is over");
            (await bus.Next<CrateInvalid>("alpha")).Crate.State.ShouldBe("missing");
        }

        Directory.Move(_folder.At("away"), _folder.At("root"));
        await using var again = await DiscoveryHost.StartAsync(brokers, _ledger, _folder.At("root"));
        await bus.Next<CrateRecovered>("alpha");
        bus.Crates.OfType<CrateRemoved>().ShouldBeEmpty();
    }

    [Fact]
    public async Task With_the_ledger_alone_the_crates_of_a_root_that_is_away_are_missing_too()
    {
        await using var bus = await BusListener.StartAsync(brokers.RabbitMq.ConnectionString);
        _folder.WriteCrate("root/alpha");
        await RunOnceAsync(1, _folder.At("root"));
        (await brokers.Redis.AskAsync($"DEL {_ledger}:registry")).ShouldBe(":1");
        Directory.Move(_folder.At("root"), _folder.At("away"));
        await using var host = await DiscoveryHost.StartAsync(brokers, _ledger, _folder.At("root"));
        var crates = await host.Crates(list => list.Length == 1 && list[0].GetProperty("state").GetString() == "missing", "the crate is missing");
        crates[0].GetProperty("version").GetString().ShouldBe("1.0.0", "its last good content is in the ledger");
        await Eventually.True(async () => await SourceAsync(host) == "scan", "the first scan is over");
        bus.Crates.OfType<CrateRemoved>().ShouldBeEmpty();
    }

    [Fact]
    public async Task Crates_of_a_root_that_is_no_longer_configured_are_removed()
    {
        await using var bus = await BusListener.StartAsync(brokers.RabbitMq.ConnectionString);
        _folder.WriteCrate("one/alpha");
        _folder.WriteCrate("two/beta");
        await RunOnceAsync(2, _folder.At("one"), _folder.At("two"));
        await using var host = await DiscoveryHost.StartAsync(brokers, _ledger, _folder.At("one"));
        await bus.Next<CrateRemoved>("beta");
        (await host.Crates(list => list.Length == 1, "one crate"))[0].GetProperty("name").GetString().ShouldBe("alpha");
    }

    [Fact]
    public async Task What_the_ledger_does_not_know_is_told_although_the_cache_knows_it()
    {
        await using var bus = await BusListener.StartAsync(brokers.RabbitMq.ConnectionString);
        _folder.WriteCrate("alpha");
        _folder.WriteCrate("beta");
        await RunOnceAsync(2);
        var alpha = bus.Crates.Single(one => one.Crate.Name == "alpha");

        // As if the former leader had been killed between its cache and the bus.
        await brokers.Redis.AskAsync($"HDEL {_ledger} {alpha.Crate.Id:N}");
        var before = bus.Deliveries;
        await using var host = await StartAsync();
        await Eventually.True(() => bus.Deliveries > before, "alpha is told");
        await ScannedAsync(host);
        bus.Crates.Count.ShouldBe(2, "with the same id as before, and beta not at all");
    }

    [Fact]
    public async Task A_cache_of_another_format_is_left_aside()
    {
        _folder.WriteCrate("alpha");
        await RunOnceAsync(1);
        await StoreHeadAsync(new StoredRegistry { Format = RegistryCache.Format + 1, Position = new RegistryPosition { Epoch = "another", Revision = 7 } });
        await FindsAnewAsync();
    }

    [Fact]
    public async Task A_cache_whose_head_is_damaged_is_left_aside()
    {
        _folder.WriteCrate("alpha");
        await RunOnceAsync(1);
        await brokers.Redis.AskAsync($"HSET {_ledger}:registry head nonsense");
        await FindsAnewAsync();
    }

    [Fact]
    public async Task A_cache_whose_head_tells_an_impossible_time_is_left_aside()
    {
        _folder.WriteCrate("alpha");
        await RunOnceAsync(1);
        await StoreHeadAsync(new StoredRegistry
        {
            Format = RegistryCache.Format,
            Position = new RegistryPosition { Epoch = "another", Revision = 7 },
            SavedAt = new Timestamp { Seconds = long.MaxValue },
        });
        await FindsAnewAsync();
    }

    [Fact]
    public async Task A_cache_that_cannot_be_read_silences_nobody()
    {
        await using var bus = await BusListener.StartAsync(brokers.RabbitMq.ConnectionString);
        _folder.WriteCrate("alpha");
        await brokers.Redis.AskAsync($"SET {_ledger}:registry text");
        await using var host = await StartAsync();
        await bus.Next<CrateDiscovered>("alpha");
    }

    [Fact]
    public async Task More_crates_than_one_page_of_the_cache_come_back()
    {
        for (var crate = 0; crate < 150; crate++)
        {
            _folder.WriteCrate($"c{crate}");
        }

        await RunOnceAsync(150);
        await using var host = await StartAsync();
        await ScannedAsync(host);
        var cached = (await host.Get<RegistryCache>().LoadAsync(CancellationToken.None)).ShouldNotBeNull();
        cached.Registry.ByPath.Count.ShouldBe(150);
    }

    [Fact]
    public async Task The_history_and_the_revisions_outlive_the_restart()
    {
        _folder.WriteCrate("alpha");
        await RunOnceAsync(1);
        _folder.WriteCrate("alpha", "2.0.0");
        await using var host = await StartAsync();
        var crates = await host.Crates(list => list.Length == 1 && list[0].GetProperty("version").GetString() == "2.0.0", "the change");
        crates[0].GetProperty("revision").GetInt64().ShouldBe(2);
        (await host.GetJsonAsync("/api/crates/alpha/history")).GetArrayLength().ShouldBe(2);
    }

    private Task<string> StoreHeadAsync(StoredRegistry head)
        => brokers.Redis.AskAsync($"HSET {_ledger}:registry head \"{string.Concat(head.ToByteArray().Select(one => $"\\x{one:x2}"))}\"");

    /// <summary>A start without anything of the cache: the epoch that begins holds no crate, and the scan finds it.</summary>
    private async Task FindsAnewAsync()
    {
        var begun = new ConcurrentQueue<int>();
        await using var host = await DiscoveryHost.StartAsync(
            brokers.Redis.ConnectionString,
            brokers.RabbitMq.ConnectionString,
            _ledger,
            [_folder.Path],
            [],
            services => services.GetRequiredService<CrateRegistry>().Replaced += snapshot => begun.Enqueue(snapshot.ByPath.Count));
        await host.Crates(list => list.Length == 1, "the crate is found by the scan");
        await ScannedAsync(host);
        begun.First().ShouldBe(0);
    }

    private static Task ScannedAsync(DiscoveryHost host) => Eventually.True(async () => await SourceAsync(host) == "scan", "the first scan is over");

    /// <summary>Runs until everything is in the cache and announced, and stops.</summary>
    private async Task RunOnceAsync(int crates, params string[] roots)
    {
        await using var host = await DiscoveryHost.StartAsync(brokers, _ledger, roots.Length == 0 ? [_folder.Path] : roots);
        await host.Crates(list => list.Length == crates, $"{crates} crates");
        await Eventually.True(async () => await brokers.Redis.AskAsync($"HLEN {_ledger}:registry") == $":{crates + 1}", "all are in the cache");
        await Eventually.True(async () => await SourceAsync(host) == "scan", "the first scan is over");
        await Eventually.True(
            async () => (await host.Get<AnnouncementLedger>().LoadAsync(CancellationToken.None)).Count(one => one.Confirmed is not null && one.InDoubt is null) == crates,
            "all are announced");
    }

    private Task<DiscoveryHost> StartAsync(params string[] more)
        => DiscoveryHost.StartAsync(brokers.Redis.ConnectionString, brokers.RabbitMq.ConnectionString, _ledger, [_folder.Path], more);

    private static async Task<string?> SourceAsync(DiscoveryHost host)
        => (await host.GetJsonAsync("/api/crates/scan")).GetProperty("registry").GetProperty("source").GetString();
}
