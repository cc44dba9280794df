using Ctas7.CrateDiscovery.Tests.Hosts;
using Ctas7.Testing;

namespace Ctas7.CrateDiscovery.Tests.Scanning;

/// <summary>What is found without anybody asking and without a watch.</summary>
[Collection(nameof(Brokers))]
public sealed class ScanCoordinatorTests(Brokers brokers)
{
    [Fact]
    public async Task A_root_that_comes_and_goes_is_noticed()
    {
        using var folder = new TempFolder();
        await using var host = await StartAsync(folder.At("later"));
        await RootIs(host, "missing");
        folder.WriteCrate("later/a");
        await host.Crates(list => list.Length == 1 && State(list[0]) == "valid", "the crate of the new root");
        await RootIs(host, "ok");
        Directory.Move(folder.At("later"), folder.At("away"));
        await host.Crates(list => list.Length == 1 && State(list[0]) == "missing", "its crate is missing");
        Directory.Move(folder.At("away"), folder.At("later"));
        await host.Crates(list => list.Length == 1 && State(list[0]) == "valid", "its crate is back");
    }

    [Fact]
    public async Task Over_the_budget_of_watches_changes_are_found_by_polling()
    {
        using var folder = new TempFolder();
        folder.WriteCrate("a");
        await using var host = await StartAsync(folder.Path, "--Discovery:WatchBudget=1");
        await host.Crates(list => list.Length == 1, "the crate");
        folder.WriteCrate("a", "2.0.0");
        await host.Crates(list => list[0].GetProperty("version").GetString() == "2.0.0", "the change in an unwatched folder");
        var watch = (await host.GetJsonAsync("/api/crates/scan")).GetProperty("watch");
        (watch.GetProperty("state").GetString(), watch.GetProperty("budget").GetInt32()).ShouldBe(("degraded", 1));
    }

    [Fact]
    public async Task Without_a_root_it_runs_and_says_so()
    {
        await using var host = await DiscoveryHost.StartAsync(brokers, $"ledger-{Guid.NewGuid():N}");
        var issues = await Eventually.Get(() => host.GetJsonAsync("/api/crates/issues"), list => list.GetArrayLength() == 1, "one issue");
        issues[0].GetProperty("code").GetString().ShouldBe("no_roots");
    }

    private Task<DiscoveryHost> StartAsync(string root, params string[] more) => DiscoveryHost.StartAsync(
        brokers.Redis.ConnectionString, brokers.RabbitMq.ConnectionString, $"ledger-{Guid.NewGuid():N}", [root], ["--Discovery:PollInterval=00:00:00.2", .. more]);

    private static Task RootIs(DiscoveryHost host, string state) => Eventually.True(
        async () => (await host.GetJsonAsync("/api/crates/scan")).GetProperty("roots")[0].GetProperty("state").GetString() == state, $"the root is {state}");

    private static string? State(System.Text.Json.JsonElement crate) => crate.GetProperty("state").GetString();
}
