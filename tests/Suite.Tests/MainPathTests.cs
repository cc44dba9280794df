using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Ctas7.Testing;
using Ctas7.Testing.Suite;

namespace Ctas7.Suite.Tests;

/// <summary>The main job: a manifest changes on disk, and a client behind the gateway hears of it.</summary>
[Collection(SuiteCollection.Name)]
public sealed class MainPathTests(SuiteUnderTest suite)
{
    [Fact]
    public async Task A_new_manifest_is_an_event_on_every_door_and_a_crate_in_the_api()
    {
        await using var door = await EventClient.ConnectAsync(suite.WebSocketDoor);
        await using var gateway = await EventClient.ConnectAsync(suite.WebSocketOnGateway);

        suite.Workspace.Save("main-path-new", "1.0.0");

        foreach (var client in new[] { door, gateway })
        {
            await Eventually.True(() => client.Seen.Any(seen => seen.Type == "crate.discovered" && NameIn(seen) == "main-path-new"), "both doors tell of the new crate");
        }

        var crate = await suite.Api.GetFromJsonAsync<JsonElement>("/api/crates/main-path-new");
        crate.GetProperty("version").GetString().ShouldBe("1.0.0");
        crate.GetProperty("ports").GetProperty("http_api").GetInt32().ShouldBe(18640);
        crate.GetProperty("path").GetString().ShouldBe(suite.Workspace.ManifestOf("main-path-new"));
    }

    [Fact]
    public async Task A_save_reaches_the_client_within_100_ms_at_the_median()
    {
        await using var client = await EventClient.ConnectAsync(suite.WebSocketDoor);
        suite.Workspace.Save("main-path-timed", "0.0.0");
        await Seen(client, "main-path-timed", "0.0.0");

        var times = new List<double>();
        for (var save = 1; save <= 25; save++)
        {
            var start = Stopwatch.GetTimestamp();
            suite.Workspace.Save("main-path-timed", $"0.0.{save}");
            var seen = await Seen(client, "main-path-timed", $"0.0.{save}");
            times.Add(Stopwatch.GetElapsedTime(start, seen.ReceivedAt).TotalMilliseconds);
        }

        times.Order().ElementAt(times.Count / 2).ShouldBeLessThan(100, string.Join(' ', times.Select(time => time.ToString("0.0", null))));
    }

    [Fact]
    public async Task Each_event_comes_once_and_in_channel_order_and_the_last_one_equals_the_registry()
    {
        await using var client = await EventClient.ConnectAsync(suite.WebSocketDoor);
        for (var version = 0; version < 20; version++)
        {
            for (var crate = 0; crate < 5; crate++)
            {
                suite.Workspace.Save($"main-path-order-{crate}", $"1.{version}.{crate}");
            }
        }

        for (var crate = 0; crate < 5; crate++)
        {
            await Seen(client, $"main-path-order-{crate}", $"1.19.{crate}");
        }

        foreach (var channel in client.Seen.GroupBy(seen => (seen.Channel, seen.Epoch)))
        {
            var offsets = channel.Select(seen => seen.Offset).ToList();
            offsets.ShouldBe(offsets.Order().Distinct().ToList());
        }

        for (var crate = 0; crate < 5; crate++)
        {
            var name = $"main-path-order-{crate}";
            var registered = await suite.Api.GetFromJsonAsync<JsonElement>($"/api/crates/{name}");
            var last = client.Seen.Last(seen => seen.Type.StartsWith("crate.", StringComparison.Ordinal) && NameIn(seen) == name);
            last.Data.GetProperty("crate").GetProperty("content_hash").GetString().ShouldBe(registered.GetProperty("content_hash").GetString());
        }
    }

    [Fact]
    public async Task A_hostile_manifest_is_an_issue_and_the_crate_keeps_its_last_good_state_until_it_recovers()
    {
        await using var client = await EventClient.ConnectAsync(suite.WebSocketDoor);
        suite.Workspace.Save("main-path-hostile", "1.0.0");
        await Seen(client, "main-path-hostile", "1.0.0");

        suite.Workspace.SaveBytes("main-path-hostile", [.. "[smart-crate]\nname = \"main-path-hostile\"\nversion = "u8, .. Enumerable.Repeat((byte)'[', 100_000)]);
        await Eventually.True(() => client.Seen.Any(seen => seen.Type == "crate.invalid" && NameIn(seen) == "main-path-hostile"), "the invalid manifest is told");

        var stale = await suite.Api.GetFromJsonAsync<JsonElement>("/api/crates/main-path-hostile");
        stale.GetProperty("state").GetString().ShouldBe("stale");
        stale.GetProperty("version").GetString().ShouldBe("1.0.0");
        stale.GetProperty("issues").EnumerateArray().ShouldContain(issue => issue.GetProperty("severity").GetString() == "error" && issue.GetProperty("line").GetInt32() == 3);

        suite.Workspace.Save("main-path-hostile", "1.0.1");
        await Eventually.True(() => client.Seen.Any(seen => seen.Type == "crate.recovered" && NameIn(seen) == "main-path-hostile"), "the recovery is told");
    }

    [Fact]
    public async Task A_rescan_that_changes_nothing_emits_no_crate_event()
    {
        await using var client = await EventClient.ConnectAsync(suite.WebSocketDoor);
        suite.Workspace.Save("main-path-rescan", "1.0.0");
        await Seen(client, "main-path-rescan", "1.0.0");
        var before = client.Seen.Count(seen => seen.Type.StartsWith("crate.", StringComparison.Ordinal));

        using var answer = await suite.Api.PostAsync("/api/crates/rescan", null);
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);

        await Eventually.True(() => client.Seen.Any(seen => seen.Type == "scan.finished"), "the scan's end is told");
        client.Seen.Count(seen => seen.Type.StartsWith("crate.", StringComparison.Ordinal)).ShouldBe(before);
    }

    [Fact]
    public async Task The_status_names_every_cluster_as_healthy()
    {
        var status = await Eventually.Get(
            () => suite.Api.GetFromJsonAsync<JsonElement>("/api/status"),
            status => !status.GetRawText().Contains("unhealthy", StringComparison.OrdinalIgnoreCase),
            "every destination is healthy");
        status.GetRawText().ShouldContain("crate-discovery");
        status.GetRawText().ShouldContain("realtime");
    }

    [Fact]
    public async Task The_merged_description_holds_the_routes_of_every_service()
    {
        var document = await suite.Api.GetFromJsonAsync<JsonElement>("/api/openapi.json");
        document.GetProperty("openapi").GetString()!.ShouldStartWith("3.1");
        var paths = document.GetProperty("paths").EnumerateObject().Select(path => path.Name).ToList();
        paths.ShouldContain("/api/crates");
        paths.ShouldContain("/api/crates/{name}");
        paths.ShouldContain("/api/status");
        paths.ShouldContain("/api/events/stream");
    }

    internal static string? NameIn(SeenEvent seen) => seen.Data.TryGetProperty("crate", out var crate) ? crate.GetProperty("name").GetString() : null;

    internal static async Task<SeenEvent> Seen(EventClient client, string name, string version)
    {
        var found = await Eventually.Get(
            () => Task.FromResult(client.Seen.LastOrDefault(seen => NameIn(seen) == name && seen.Data.GetProperty("crate").GetProperty("version").GetString() == version)),
            seen => seen is not null,
            $"an event tells of {name} {version}",
            TimeSpan.FromSeconds(60));
        return found!;
    }
}
