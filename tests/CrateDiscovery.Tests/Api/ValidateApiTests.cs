using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Ctas7.CrateDiscovery.Manifests;
using Ctas7.CrateDiscovery.Registry;
using Ctas7.CrateDiscovery.Tests.Hosts;
using Ctas7.Testing;
using StackExchange.Redis;

namespace Ctas7.CrateDiscovery.Tests.Api;

[Collection(nameof(Brokers))]
public sealed class ValidateApiTests(Brokers brokers) : IAsyncLifetime, IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _ledger = $"ledger-{Guid.NewGuid():N}";
    private DiscoveryHost _host = null!;

    public async Task InitializeAsync()
    {
        _folder.Write("core", TempFolder.Toml("sx9-foundation-core", "1.0.0", "[ports]\nmain = 18001"));
        _folder.Write("gate", TempFolder.Toml("gate", "1.0.0", "foundation = \"sx9-foundation-core\"\n[ports]\nhttp = 15190\nhttp_sister = 47958"));
        _host = await DiscoveryHost.StartAsync(brokers, _ledger, _folder.Path);
        await _host.Crates(list => list.Length == 2, "two crates");
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_good_manifest_is_valid_and_tells_what_it_would_be()
    {
        var verdict = await JudgeAsync(TempFolder.Toml("fresh", "0.1.0", "foundation = \"sx9-foundation-core\"\n[ports]\nfoundation_core = 18001\nhttp = 18200"));
        verdict.GetProperty("valid").GetBoolean().ShouldBeTrue(verdict.GetRawText());
        (verdict.GetProperty("name").GetString(), verdict.GetProperty("version").GetString()).ShouldBe(("fresh", "0.1.0"));
        verdict.GetProperty("issues").GetArrayLength().ShouldBe(0, verdict.GetRawText());
        verdict.GetProperty("conflicts").GetArrayLength().ShouldBe(0, "a key that names another crate is a reference");
        verdict.GetProperty("trivariate_hash").GetString()!.Length.ShouldBe(48);
        verdict.GetProperty("content_hash").GetString()!.Length.ShouldBe(64);
        verdict.GetProperty("compliance").GetProperty("canonical").GetProperty("satisfied").GetBoolean().ShouldBeFalse();
        verdict.GetProperty("crate_id").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task What_is_wrong_among_the_other_crates_is_told_with_its_place()
    {
        var verdict = await JudgeAsync("""
            [smart-crate]
            name = "gate"
            version = "2.0.0"
            foundation = "sx9-foundation-cor"

            [ports]
            http = 15190
            http_sister = 40000
            high = 40001
            high_sister = 50001
            manager = 18103
            foundation_core = 18002

            [dependencies]
            a = "gat"
            serde = "1.0"
            """);
        verdict.GetProperty("valid").GetBoolean().ShouldBeTrue("all of it are warnings");
        Codes(verdict).ShouldBe(
        [
            IssueCodes.DuplicateName,
            IssueCodes.UnknownFoundation,
            IssueCodes.UnknownDependency,
            IssueCodes.SisterMismatch,
            IssueCodes.EphemeralOverlap,
            IssueCodes.EphemeralOverlap,
            IssueCodes.SisterOutOfRange,
            IssueCodes.EphemeralOverlap,
            IssueCodes.ReservedPort,
            IssueCodes.ReferenceMismatch,
        ], ignoreOrder: true, verdict.GetRawText());
        Issue(verdict, IssueCodes.UnknownFoundation).GetProperty("message").GetString()!.ShouldContain("sx9-foundation-core");
        Issue(verdict, IssueCodes.DuplicateName).GetProperty("line").GetInt32().ShouldBe(2);
        Issue(verdict, IssueCodes.SisterMismatch).GetProperty("line").GetInt32().ShouldBe(8);
        Issue(verdict, IssueCodes.SisterMismatch).GetProperty("message").GetString()!.ShouldContain("47958");
        Issue(verdict, IssueCodes.UnknownDependency).GetProperty("line").GetInt32().ShouldBe(15);
    }

    [Fact]
    public async Task A_port_that_another_crate_binds_is_an_error_and_a_port_role_says_otherwise()
    {
        var taken = await JudgeAsync(TempFolder.Toml("fresh", "1.0.0", "[ports]\nweb = 15190"));
        taken.GetProperty("valid").GetBoolean().ShouldBeFalse();
        var conflict = taken.GetProperty("conflicts").EnumerateArray().ShouldHaveSingleItem();
        (conflict.GetProperty("port").GetInt32(), conflict.GetProperty("kind").GetString(), conflict.GetProperty("crate").GetString()).ShouldBe(
            (15190, IssueCodes.DuplicateClaim, "gate"));
        conflict.GetProperty("crate_path").GetString().ShouldBe(_folder.Manifest("gate"));

        var sister = await JudgeAsync(TempFolder.Toml("fresh", "1.0.0", "[ports]\nweb = 47958"));
        Codes(sister).ShouldContain(IssueCodes.SisterCollision);

        var role = await JudgeAsync(TempFolder.Toml("fresh", "1.0.0", "[ports]\nweb = 15190\n[port_roles]\nweb = \"reference\""));
        role.GetProperty("valid").GetBoolean().ShouldBeTrue(role.GetRawText());
    }

    [Fact]
    public async Task A_crate_does_not_conflict_with_itself_and_a_rename_says_who_depends_on_the_old_name()
    {
        var path = Uri.EscapeDataString(_folder.Manifest("core"));
        var same = await JudgeAsync(TempFolder.Toml("sx9-foundation-core", "1.1.0", "[ports]\nmain = 18001"), $"?path={path}");
        same.GetProperty("issues").GetArrayLength().ShouldBe(0, same.GetRawText());
        same.GetProperty("crate_id").GetString().ShouldBe((await _host.GetJsonAsync("/api/crates/sx9-foundation-core")).GetProperty("id").GetString());
        var renamed = await JudgeAsync(TempFolder.Toml("other-core", "1.1.0", "[ports]\nmain = 18001"), $"?path={path}");
        renamed.GetProperty("valid").GetBoolean().ShouldBeTrue();
        Issue(renamed, IssueCodes.CrateRenamed).GetProperty("message").GetString()!.ShouldContain("1 crate depends");
        Codes(await JudgeAsync(TempFolder.Toml("far"), "?path=/nowhere/far/smart-crate.toml")).ShouldBe([IssueCodes.PathOutsideRoots]);
    }

    [Fact]
    public async Task Hostile_bodies_are_a_verdict_or_a_clear_4xx()
    {
        Codes(await JudgeAsync("[smart-crate")).ShouldBe([IssueCodes.Syntax]);
        Codes(await JudgeAsync("")).ShouldBe([IssueCodes.RootTableMissing]);
        Codes(await JudgeAsync([.. "[smart-crate]\nname = \""u8, 0xFF, .. "\""u8], "")).ShouldBe([IssueCodes.NotUtf8]);
        Codes(await JudgeAsync($"a = {new string('[', 5000)}")).ShouldBe([IssueCodes.TooDeep]);
        Codes(await JudgeAsync(TempFolder.Toml("fresh", "1.0.0", $"{new string('k', 900_000)} = 1"))).ShouldBeEmpty();
        var many = new StringBuilder(TempFolder.Toml("fresh", "1.0.0", "[dependencies]\n"));
        for (var number = 0; number < 20_000; number++)
        {
            many.Append(null, $"d{number} = \"nobody-{number}\"\n");
        }

        Codes(await JudgeAsync(many.ToString())).Length.ShouldBe(50);
        (await PostAsync(new byte[ManifestParser.MaxBytes + 1], "application/toml", "")).ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await PostAsync("a = 1"u8.ToArray(), "application/json", "")).ShouldBe(HttpStatusCode.UnsupportedMediaType);
        (await PostAsync("a = 1"u8.ToArray(), "text/plain; charset=iso-8859-1", "")).ShouldBe(HttpStatusCode.UnsupportedMediaType);
        (await PostAsync("a = 1"u8.ToArray(), null, "")).ShouldBe(HttpStatusCode.UnsupportedMediaType);
        (await PostAsync("a = 1"u8.ToArray(), "text/plain; charset=utf-8", "")).ShouldBe(HttpStatusCode.OK);
        foreach (var path in new[] { "relative/smart-crate.toml", "/a/../b/smart-crate.toml", "/a/other.toml", "/a%00/smart-crate.toml", $"/{new string('x', 5000)}/smart-crate.toml" })
        {
            (await PostAsync("a = 1"u8.ToArray(), "application/toml", $"?path={path}")).ShouldBe(HttpStatusCode.BadRequest, path);
        }

        (await PostAsync("a = 1"u8.ToArray(), "application/toml", "?pth=x")).ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Nothing_is_stored()
    {
        await using var redis = new Keys(await ConnectionMultiplexer.ConnectAsync(brokers.Redis.ConnectionString), _ledger);
        await _host.Crates(list => list.Length == 2, "two crates");
        await Eventually.Get(
            () => _host.GetJsonAsync("/api/crates/scan"),
            scan => scan.GetProperty("unannounced").GetInt32() == 0 && scan.GetProperty("last").ValueKind == JsonValueKind.Object,
            "the first scan is over and all is announced");
        var (state, stored) = (await StateAsync(), await redis.ReadAsync());
        await JudgeAsync(TempFolder.Toml("gate", "9.0.0"), $"?path={Uri.EscapeDataString(_folder.Manifest("gate"))}");
        await JudgeAsync(TempFolder.Toml("fresh"), $"?path={Uri.EscapeDataString(_folder.Manifest("fresh"))}");
        (await StateAsync()).ShouldBe(state);
        (await redis.ReadAsync()).ShouldBe(stored);
        File.Exists(_folder.Manifest("fresh")).ShouldBeFalse();
    }

    private async Task<string> StateAsync()
    {
        var snapshot = _host.Get<CrateRegistry>().Current;
        var crates = await _host.Client.GetStringAsync("/api/crates?include=manifest");
        return $"{snapshot.Epoch} {snapshot.Revision} {snapshot.IssuesRevision} {crates} {await _host.Client.GetStringAsync("/api/crates/gate/history")}";
    }

    private Task<JsonElement> JudgeAsync(string toml, string query = "") => JudgeAsync(Encoding.UTF8.GetBytes(toml), query);

    private async Task<JsonElement> JudgeAsync(byte[] toml, string query)
    {
        using var content = new ByteArrayContent(toml);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/toml");
        using var response = await _host.Client.PostAsync($"/api/crates/validate{query}", content);
        var body = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, body);
        return JsonSerializer.Deserialize<JsonElement>(body);
    }

    private async Task<HttpStatusCode> PostAsync(byte[] body, string? type, string query)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
        using var response = await _host.Client.PostAsync($"/api/crates/validate{query}", content);
        response.Content.Headers.ContentType!.MediaType.ShouldBe(response.IsSuccessStatusCode ? "application/json" : "application/problem+json");
        return response.StatusCode;
    }

    private static string[] Codes(JsonElement verdict) => [.. verdict.GetProperty("issues").EnumerateArray().Select(issue => issue.GetProperty("code").GetString()!)];

    private static JsonElement Issue(JsonElement verdict, string code) => verdict.GetProperty("issues").EnumerateArray().First(issue => issue.GetProperty("code").GetString() == code);

    /// <summary>What Redis holds of one test, as text. Leases are renewed all the time and are left out.</summary>
    private sealed class Keys(ConnectionMultiplexer redis, string prefix) : IAsyncDisposable
    {
        public async Task<string> ReadAsync()
        {
            var server = redis.GetServer(redis.GetEndPoints()[0]);
            var texts = new SortedSet<string>(StringComparer.Ordinal);
            foreach (var key in server.Keys(pattern: $"{prefix}*").Where(key => !key.ToString().EndsWith(":lease", StringComparison.Ordinal)).ToList())
            {
                if (await redis.GetDatabase().KeyTypeAsync(key) == RedisType.Hash)
                {
                    texts.UnionWith((await redis.GetDatabase().HashGetAllAsync(key)).Select(entry => $"{key} {entry.Name} {Convert.ToBase64String((byte[])entry.Value!)}"));
                }
            }

            texts.Count.ShouldBeGreaterThan(0, "the ledger is there");
            return string.Join('\n', texts);
        }

        public ValueTask DisposeAsync()
        {
            redis.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
