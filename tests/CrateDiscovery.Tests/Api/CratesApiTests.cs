using System.Net;
using System.Text;
using System.Text.Json;
using Ctas7.CrateDiscovery.Manifests;
using Ctas7.CrateDiscovery.Registry;
using Ctas7.CrateDiscovery.Tests.Hosts;
using Ctas7.Testing;

namespace Ctas7.CrateDiscovery.Tests.Api;

[Collection(nameof(Brokers))]
public sealed class CratesApiTests(Brokers brokers) : IAsyncLifetime, IDisposable
{
    private readonly TempFolder _folder = new();
    private DiscoveryHost _host = null!;

    private HttpClient Client => _host.Client;

    public async Task InitializeAsync()
    {
        _folder.Write("gate", TempFolder.Toml("gate", "2.0.0", "classification = \"gateway\"\ntesla_grade = true\nfoundation = \"core\"\n[ports]\nhttp = 15180\n[smart_meta]\ncapabilities = [\"rest\", \"grpc\"]\ndescription = \"The Front-Door\""));
        _folder.Write("core", TempFolder.Toml("core", "1.0.0", "[metadata]\nsmart_crate_type = \"foundation\"\n[service]\nports = [\"18001\"]"));
        _folder.Write("broken", "[smart-crate");
        _folder.Write("twin-a", TempFolder.Toml("twin"));
        _folder.Write("twin-b", TempFolder.Toml("twin"));
        _host = await DiscoveryHost.StartAsync(brokers, $"ledger-{Guid.NewGuid():N}", _folder.Path, _folder.At("absent"));
        await _host.Crates(list => list.Length == 5, "five crates");
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_list_is_a_plain_array_by_name_with_count_and_tag()
    {
        using var response = await Client.GetAsync("/api/crates");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.ToString().ShouldBe("application/json; charset=utf-8");
        response.Headers.GetValues("X-Total-Count").ShouldBe(["5"]);
        var crates = await ReadAsync(response);
        Names(crates).ShouldBe(["broken", "core", "gate", "twin", "twin"]);
        crates[0].EnumerateObject().Select(field => field.Name).ShouldBe(CrateJson.Fields);
        var gate = crates[2];
        gate.GetProperty("ports").GetRawText().ShouldBe("""{"http":15180}""");
        gate.GetProperty("tesla_grade").GetBoolean().ShouldBeTrue();
        gate.GetProperty("retrofit_timestamp").ValueKind.ShouldBe(JsonValueKind.Null);
        gate.GetProperty("qa_metrics").ValueKind.ShouldBe(JsonValueKind.Null);
        gate.GetProperty("path").GetString().ShouldBe(_folder.Manifest("gate"));
        gate.GetProperty("discovered_at").GetString()!.ShouldMatch(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$");
        crates[0].GetProperty("state").GetString().ShouldBe("invalid");
        crates[3].GetProperty("duplicates").GetArrayLength().ShouldBe(2);
    }

    [Theory]
    [InlineData("classification=gateway", "gate")]
    [InlineData("classification=foundation", "core")]
    [InlineData("tesla_grade=true", "gate")]
    [InlineData("foundation=core", "gate")]
    [InlineData("state=invalid", "broken")]
    [InlineData("capability=grpc", "gate")]
    [InlineData("capability=grp", "")]
    [InlineData("port=15180", "gate")]
    [InlineData("port=18001", "core")]
    [InlineData("q=FRONT-DOOR", "gate")]
    [InlineData("q=win-&state=valid", "twin,twin")]
    [InlineData("q=twin-&tesla_grade=true", "")]
    public async Task A_filter_lets_through_what_it_says(string query, string expected)
    {
        using var response = await Client.GetAsync($"/api/crates?{query}");
        var names = Names(await ReadAsync(response));
        string.Join(',', names).ShouldBe(expected);
        response.Headers.GetValues("X-Total-Count").ShouldBe([$"{names.Length}"]);
    }

    [Theory]
    [InlineData("", 2)]
    [InlineData("&sort=-version,path", 2)]
    [InlineData("&sort=-name", 1)]
    [InlineData("&sort=revision&q=t", 1)]
    public async Task Following_the_links_gives_every_crate_once_in_order(string query, int limit)
    {
        var all = await PathsAsync($"/api/crates?limit=1000{query}");
        var paged = new List<string>();
        for (var next = $"/api/crates?limit={limit}{query}"; next is not null;)
        {
            using var response = await Client.GetAsync(next);
            var page = await ReadAsync(response);
            page.Length.ShouldBeInRange(1, limit);
            paged.AddRange(page.Select(crate => crate.GetProperty("path").GetString()!));
            next = response.Headers.TryGetValues("Link", out var links) ? links.Single().Split('<', '>')[1] : null;
        }

        paged.ShouldBe(all);
    }

    [Fact]
    public async Task Fields_and_the_manifest_come_as_asked()
    {
        var crates = (await _host.GetJsonAsync("/api/crates?fields=name,ports&q=gate")).EnumerateArray().ToArray();
        crates.Single().GetRawText().ShouldBe("""{"name":"gate","ports":{"http":15180}}""");
        var gate = await _host.GetJsonAsync("/api/crates/gate?include=manifest");
        gate.GetProperty("manifest").GetProperty("smart_meta").GetProperty("description").GetString().ShouldBe("The Front-Door");
        (await _host.GetJsonAsync("/api/crates?state=invalid&include=manifest&fields=name"))[0].GetProperty("manifest").ValueKind.ShouldBe(JsonValueKind.Null);
        using var uncounted = await Client.GetAsync("/api/crates?count=none");
        uncounted.Headers.Contains("X-Total-Count").ShouldBeFalse();
    }

    [Theory]
    [InlineData("/api/crates")]
    [InlineData("/api/crates?limit=1&fields=name")]
    [InlineData("/api/crates/gate")]
    [InlineData("/api/crates/issues")]
    public async Task What_the_client_has_is_304_until_it_changes(string path)
    {
        using var first = await Client.GetAsync(path);
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var same = await Client.SendAsync(request);
        same.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        (await same.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
        _folder.Write("gate", "[ports]\nnothing = true");
        await _host.Crates(list => list.Length == 1, "the gate is stale", "?state=stale");
        using var changed = await Client.GetAsync(path);
        changed.Headers.ETag.ShouldNotBe(first.Headers.ETag);
    }

    [Theory]
    [InlineData("/api/crates?limt=1", "unknown_parameter", "?limt")]
    [InlineData("/api/crates?limit=0", "bad_query", "?limit")]
    [InlineData("/api/crates?limit=1001", "bad_query", "?limit")]
    [InlineData("/api/crates?sort=color", "bad_query", "?sort")]
    [InlineData("/api/crates?cursor=zzz", "bad_query", "?cursor")]
    [InlineData("/api/crates?port=65536", "bad_query", "?port")]
    [InlineData("/api/crates?state=good", "bad_query", "?state")]
    [InlineData("/api/crates?tesla_grade=maybe", "bad_query", "?tesla_grade")]
    [InlineData("/api/crates?q=a&q=b", "bad_query", "?q")]
    [InlineData("/api/crates?fields=nme", "bad_query", "?fields")]
    [InlineData("/api/crates?include=all", "bad_query", "?include")]
    [InlineData("/api/crates/gate?x=1", "unknown_parameter", "?x")]
    [InlineData("/api/crates/issues?severity=bad", "bad_query", "?severity")]
    [InlineData("/api/crates/scan?x=1", "unknown_parameter", "?x")]
    public async Task A_query_that_is_not_understood_is_400_and_says_where(string path, string code, string pointer)
    {
        using var response = await Client.GetAsync(path);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        problem.RootElement.GetProperty("code").GetString().ShouldBe(code);
        problem.RootElement.GetProperty("errors")[0].GetProperty("pointer").GetString().ShouldBe(pointer);
    }

    [Theory]
    [InlineData("gat", "gate")]
    [InlineData("GATE", "gate")]
    [InlineData("crone", "core")]
    public async Task An_unknown_name_is_404_with_the_nearest_names(string name, string nearest)
    {
        using var response = await Client.GetAsync($"/api/crates/{name}");
        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        problem.RootElement.GetProperty("code").GetString().ShouldBe("crate_not_found");
        problem.RootElement.GetProperty("nearest").EnumerateArray().Select(one => one.GetString()).ShouldContain(nearest);
    }

    [Theory]
    [InlineData("..%2F..%2Fetc%2Fpasswd")]
    [InlineData("%00")]
    [InlineData("%ff%fe")]
    [InlineData("a%0d%0aSet-Cookie:x")]
    public async Task Hostile_names_are_an_ordinary_4xx(string name)
    {
        using var response = await Client.GetAsync($"/api/crates/{name}");
        ((int)response.StatusCode).ShouldBeInRange(400, 404);
        response.Headers.Contains("Set-Cookie").ShouldBeFalse();
        (await Client.GetAsync($"/api/crates/{new string('x', 3000)}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Every_issue_is_listed_with_its_place_and_crate()
    {
        var issues = (await _host.GetJsonAsync("/api/crates/issues")).EnumerateArray().ToArray();
        issues.Select(issue => issue.GetProperty("code").GetString()).ShouldBe(
            [IssueCodes.RootMissing, IssueCodes.Syntax, IssueCodes.DuplicateName, IssueCodes.DuplicateName]);
        issues[1].GetProperty("line").GetInt32().ShouldBe(1);
        issues[1].GetProperty("crate").GetString().ShouldBe("broken");
        (await _host.GetJsonAsync($"/api/crates/issues?severity=warning&code={IssueCodes.DuplicateName}")).GetArrayLength().ShouldBe(2);
        (await _host.GetJsonAsync($"/api/crates/issues?root={_folder.At("absent")}")).GetArrayLength().ShouldBe(1);
        using var page = await Client.GetAsync("/api/crates/issues?limit=3");
        var next = page.Headers.GetValues("Link").Single().Split('<', '>')[1];
        (await _host.GetJsonAsync(next)).GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task A_rescan_is_accepted_runs_and_is_reported()
    {
        using var accepted = await Client.PostAsync("/api/crates/rescan", null);
        accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        accepted.Headers.Location!.ToString().ShouldBe("/api/crates/scan");
        using var body = JsonDocument.Parse(await accepted.Content.ReadAsStringAsync());
        var id = body.RootElement.GetProperty("scan_id").GetString();
        var report = await Eventually.Get(
            () => _host.GetJsonAsync("/api/crates/scan"),
            scan => scan.GetProperty("last").ValueKind == JsonValueKind.Object && scan.GetProperty("last").GetProperty("scan_id").GetString() == id,
            "the scan is reported");
        report.GetProperty("last").GetProperty("outcome").GetString().ShouldBe("completed");
        report.GetProperty("last").GetProperty("manifests").GetInt32().ShouldBe(5);
        report.GetProperty("roots").EnumerateArray().Select(root => root.GetProperty("state").GetString()).ShouldBe(["ok", "missing"]);
        report.GetProperty("watch").GetProperty("state").GetString().ShouldBe("live");
        report.GetProperty("watch").GetProperty("budget").GetInt32().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_rescan_with_the_same_idempotency_key_is_one_scan()
    {
        var key = Guid.NewGuid().ToString();
        var ids = new List<string>();
        for (var attempt = 0; attempt < 3; attempt++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/crates/rescan");
            request.Headers.Add("Idempotency-Key", key);
            using var response = await Client.SendAsync(request);
            response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
            using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
            ids.Add(body.RootElement.GetProperty("scan_id").GetString()!);
        }

        ids.Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task Reads_while_manifests_change_are_always_whole_and_never_older()
    {
        var last = 0L;
        for (var index = 0; index < 30; index++)
        {
            _folder.WriteCrate("core", $"1.0.{index}");
            var core = await _host.GetJsonAsync("/api/crates/core");
            var revision = core.GetProperty("revision").GetInt64();
            revision.ShouldBeGreaterThanOrEqualTo(last);
            last = revision;
        }

        await Eventually.True(async () => (await _host.GetJsonAsync("/api/crates/core")).GetProperty("version").GetString() == "1.0.29", "the last version");
    }

    [Fact]
    public async Task The_routes_are_described()
    {
        var description = Encoding.UTF8.GetString(await Client.GetByteArrayAsync("/openapi/v1.json"));
        foreach (var path in new[] { "/api/crates", "/api/crates/{name}", "/api/crates/issues", "/api/crates/scan", "/api/crates/rescan" })
        {
            description.ShouldContain($"\"{path}\"");
        }
    }

    private async Task<string[]> PathsAsync(string path) => [.. (await _host.GetJsonAsync(path)).EnumerateArray().Select(crate => crate.GetProperty("path").GetString()!)];

    private static string?[] Names(JsonElement[] crates) => [.. crates.Select(crate => crate.GetProperty("name").GetString())];

    private static async Task<JsonElement[]> ReadAsync(HttpResponseMessage response)
        => [.. JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync()).EnumerateArray()];
}
