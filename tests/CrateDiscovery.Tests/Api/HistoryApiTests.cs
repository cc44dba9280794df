using System.Net;
using System.Text.Json;
using Ctas7.CrateDiscovery.Tests.Hosts;
using Ctas7.Testing;

namespace Ctas7.CrateDiscovery.Tests.Api;

[Collection(nameof(Brokers))]
public sealed class HistoryApiTests(Brokers brokers) : IAsyncLifetime, IDisposable
{
    private readonly TempFolder _folder = new();
    private DiscoveryHost _host = null!;

    public async Task InitializeAsync()
    {
        _folder.WriteCrate("one");
        _host = await DiscoveryHost.StartAsync(brokers, $"ledger-{Guid.NewGuid():N}", _folder.Path);
        await _host.Crates(list => list.Length == 1, "one crate");
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_happened_to_a_crate_is_told_newest_first_with_the_file_event()
    {
        _folder.WriteCrate("one", "2.0.0");
        await HistoryAsync("one", entries => entries[0].GetProperty("version").GetString() == "2.0.0");
        Directory.Move(_folder.At("one"), _folder.At("other"));
        var moved = (await HistoryAsync("one", entries => Kind(entries[0]) == "moved"))[0];
        moved.GetProperty("from_path").GetString().ShouldBe(_folder.Manifest("one"));
        moved.GetProperty("path").GetString().ShouldBe(_folder.Manifest("other"));
        moved.GetProperty("cause").GetString().ShouldBe("moved_in");
        File.Delete(_folder.Manifest("other"));

        var all = await HistoryAsync("one", entries => Kind(entries[0]) == "removed");
        all.Select(Kind).ShouldBe(["removed", "moved", "updated", "discovered"]);
        all[0].GetProperty("cause").GetString().ShouldBe("deleted");
        all[2].GetProperty("cause").GetString().ShouldBe("written");
        all[3].GetProperty("cause").GetString().ShouldBe("scan");
        var version = all[2].GetProperty("changed").EnumerateArray().Single(change => change.GetProperty("field").GetString() == "version");
        (version.GetProperty("before").GetString(), version.GetProperty("after").GetString()).ShouldBe(("1.0.0", "2.0.0"));
        all.Select(entry => entry.GetProperty("revision").GetInt64()).ShouldBe([4, 3, 2, 1]);
        (await _host.Client.GetAsync("/api/crates/one")).StatusCode.ShouldBe(HttpStatusCode.NotFound, "the crate itself is gone");
    }

    [Fact]
    public async Task It_is_paged_counted_and_tagged_as_every_list()
    {
        for (var version = 2; version <= 4; version++)
        {
            _folder.WriteCrate("one", $"{version}.0.0");
            await HistoryAsync("one", entries => entries[0].GetProperty("version").GetString() == $"{version}.0.0");
        }

        var versions = new List<string?>();
        var next = "/api/crates/one/history?limit=1";
        using var first = await _host.Client.GetAsync(next);
        first.Headers.GetValues("X-Total-Count").ShouldBe(["4"]);
        while (next is not null)
        {
            using var page = await _host.Client.GetAsync(next);
            versions.AddRange(JsonSerializer.Deserialize<JsonElement>(await page.Content.ReadAsStringAsync()).EnumerateArray().Select(entry => entry.GetProperty("version").GetString()));
            next = page.Headers.TryGetValues("Link", out var links) ? links.Single().Split('<', '>')[1] : null;
        }

        versions.ShouldBe(["4.0.0", "3.0.0", "2.0.0", "1.0.0"]);
        using var again = new HttpRequestMessage(HttpMethod.Get, "/api/crates/one/history?limit=1");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        (await _host.Client.SendAsync(again)).StatusCode.ShouldBe(HttpStatusCode.NotModified);
        (await _host.Client.GetAsync("/api/crates/one/history?limit=0")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await _host.Client.GetAsync("/api/crates/one/history?cursor=WyIiLCJ4Il0")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await _host.Client.GetAsync("/api/crates/none/history")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private Task<JsonElement[]> HistoryAsync(string name, Func<JsonElement[], bool> wanted) => Eventually.Get(
        async () => (await _host.GetJsonAsync($"/api/crates/{name}/history")).EnumerateArray().ToArray(), wanted, "the history as wanted");

    private static string? Kind(JsonElement entry) => entry.GetProperty("kind").GetString();
}
