using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Ctas7.CrateDiscovery.Registry;
using Ctas7.CrateDiscovery.Replicas;
using Ctas7.CrateDiscovery.Scanning;
using Ctas7.CrateDiscovery.Tests.Hosts;
using Ctas7.Testing;
using Microsoft.Extensions.DependencyInjection;

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

    [Fact]
    public async Task A_scan_can_be_cancelled_and_removes_nothing_until_the_next_one_is_whole()
    {
        using var folder = new TempFolder();
        folder.WriteCrate("a");
        await using var host = await StartQuietAsync($"ledger-{Guid.NewGuid():N}", folder.Path);
        await host.Crates(list => list.Length == 1, "the crate");
        await LastScan(host, "completed");
        using (var none = await host.Client.PostAsync("/api/crates/scan/cancel", null))
        {
            none.StatusCode.ShouldBe(HttpStatusCode.Conflict);
            (await none.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString().ShouldBe("no_scan_running");
        }

        Directory.Delete(folder.At("a"), recursive: true);
        folder.WriteCrate("b");
        var cancelled = new TaskCompletionSource<(HttpStatusCode, Guid)>();
        host.Get<CrateRegistry>().Changed += _ =>
        {
            // On the scan's own thread, in the middle of its work.
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/crates/scan/cancel");
            using var answer = host.Client.Send(request);
            using var body = JsonDocument.Parse(answer.Content.ReadAsStream());
            cancelled.TrySetResult((answer.StatusCode, body.RootElement.TryGetProperty("scan_id", out var id) ? id.GetGuid() : default));
        };
        using var rescan = await host.Client.PostAsync("/api/crates/rescan", null);
        var (status, scan) = await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(20));
        status.ShouldBe(HttpStatusCode.Accepted);
        scan.ShouldBe((await rescan.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("scan_id").GetGuid());
        await LastScan(host, "cancelled");
        await host.Crates(list => Names(list) is ["a", "b"], "nothing is removed");
        using var again = await host.Client.PostAsync("/api/crates/rescan", null);
        await host.Crates(list => Names(list) is ["b"], "the next scan is whole");
        await LastScan(host, "completed");
    }

    [Fact]
    public async Task After_a_cancelled_first_scan_what_an_earlier_run_knew_is_still_to_be_found()
    {
        using var folder = new TempFolder();
        folder.WriteCrate("a");
        var ledger = $"ledger-{Guid.NewGuid():N}";
        string? id;
        await using (var first = await StartQuietAsync(ledger, folder.Path))
        {
            id = (await first.Crates(list => list.Length == 1, "the crate"))[0].GetProperty("id").GetString();
            await Eventually.True(async () => (await first.GetJsonAsync("/api/crates/scan")).GetProperty("unannounced").GetInt32() == 0, "it is announced");
        }

        Directory.Move(folder.At("a"), folder.At("moved"));
        folder.WriteCrate("zz");
        var cancelled = 0;
        await using var host = await StartQuietAsync(ledger, folder.Path, services => services.GetRequiredService<CrateRegistry>().Changed += changes =>
        {
            cancelled += services.GetRequiredService<CurrentTerm>().Find<ScanCoordinator>()?.Cancel() is null ? 0 : 1;
        });
        await LastScan(host, "cancelled");
        cancelled.ShouldBeGreaterThan(0);
        using var rescan = await host.Client.PostAsync("/api/crates/rescan", null);
        await LastScan(host, "completed");
        var moved = (await host.Crates(list => list.Length == 2, "both crates")).Single(crate => crate.GetProperty("name").GetString() == "a");
        (moved.GetProperty("id").GetString(), moved.GetProperty("path").GetString()).ShouldBe((id, folder.Manifest("moved")));
    }

    [Fact]
    public async Task After_a_cancelled_scan_it_goes_on_polling()
    {
        using var folder = new TempFolder();
        folder.WriteCrate("a");
        var isWanted = false;
        await using var host = await DiscoveryHost.StartAsync(
            brokers.Redis.ConnectionString,
            brokers.RabbitMq.ConnectionString,
            $"ledger-{Guid.NewGuid():N}",
            [folder.Path],
            ["--Discovery:PollInterval=00:00:00.2", "--Discovery:Watch=false", "--Discovery:RescanInterval=00:00:00"],
            services => services.GetRequiredService<CrateRegistry>().Changed += _ =>
            {
                if (Volatile.Read(ref isWanted) && services.GetRequiredService<CurrentTerm>().Find<ScanCoordinator>()?.Cancel() is not null)
                {
                    Volatile.Write(ref isWanted, false);
                }
            });
        await host.Crates(list => list.Length == 1, "the crate");
        Volatile.Write(ref isWanted, true);
        folder.WriteCrate("b");
        await Eventually.True(() => !Volatile.Read(ref isWanted), "a scan is cancelled");
        folder.WriteCrate("c");
        await host.Crates(list => Names(list) is ["a", "b", "c"], "a later poll finds it");
    }

    /// <summary>Neither watches nor polls: it scans when asked.</summary>
    private Task<DiscoveryHost> StartQuietAsync(string ledger, string root, Action<IServiceProvider>? prepare = null) => DiscoveryHost.StartAsync(
        brokers.Redis.ConnectionString,
        brokers.RabbitMq.ConnectionString,
        ledger,
        [root],
        ["--Discovery:Watch=false", "--Discovery:PollInterval=1.00:00:00", "--Discovery:RescanInterval=00:00:00"],
        prepare);

    private static Task LastScan(DiscoveryHost host, string outcome) => Eventually.True(
        async () => await host.GetJsonAsync("/api/crates/scan") is var scan
            && scan.GetProperty("running").ValueKind == JsonValueKind.Null
            && scan.GetProperty("last") is { ValueKind: JsonValueKind.Object } last && last.GetProperty("outcome").GetString() == outcome,
        $"the last scan is {outcome}");

    private static string?[] Names(JsonElement[] crates) => [.. crates.Select(crate => crate.GetProperty("name").GetString()).Order(StringComparer.Ordinal)];

    private Task<DiscoveryHost> StartAsync(string root, params string[] more) => DiscoveryHost.StartAsync(
        brokers.Redis.ConnectionString, brokers.RabbitMq.ConnectionString, $"ledger-{Guid.NewGuid():N}", [root], ["--Discovery:PollInterval=00:00:00.2", .. more]);

    private static Task RootIs(DiscoveryHost host, string state) => Eventually.True(
        async () => (await host.GetJsonAsync("/api/crates/scan")).GetProperty("roots")[0].GetProperty("state").GetString() == state, $"the root is {state}");

    private static string? State(JsonElement crate) => crate.GetProperty("state").GetString();
}
