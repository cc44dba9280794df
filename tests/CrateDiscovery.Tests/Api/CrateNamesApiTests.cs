using System.Net;
using System.Text.Json;
using Ctas7.CrateDiscovery.Manifests;
using Ctas7.CrateDiscovery.Tests.Hosts;

namespace Ctas7.CrateDiscovery.Tests.Api;

[Collection(nameof(Brokers))]
public sealed class CrateNamesApiTests(Brokers brokers) : IAsyncLifetime, IDisposable
{
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+,-./:;<=>?@[]^_{|}~`\"'\\¡¦";
    private static readonly string[] HostileNames =
    [
        "..%2f..%2fetc%2fpasswd",
        "%2e%2e%2f",
        "a%0d%0aSet-Cookie:x",
        "%1b%5b31m",
        "%e2%80%ae",
        "%f0%9f%92%a9",
        "'%20OR%201=1--",
        "019aa6b4-0000-7000-8000-000000000000",
    ];

    private readonly TempFolder _folder = new();
    private DiscoveryHost _host = null!;

    public async Task InitializeAsync()
    {
        foreach (var name in new[] { "issues", "Scan", "ctas7-command-center", "größe" })
        {
            _folder.WriteCrate(name);
        }

        _folder.Write("broken", "[smart-crate");
        _host = await DiscoveryHost.StartAsync(brokers, $"ledger-{Guid.NewGuid():N}", _folder.Path);
        await _host.Crates(list => list.Length == 5, "five crates");
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_crate_named_as_a_route_is_warned_of_and_found_by_name_and_by_id()
    {
        await IsFoundAsync("issues");
        await IsFoundAsync("Scan");
    }

    [Fact]
    public async Task A_name_of_another_script_is_found_percent_encoded()
        => (await _host.GetJsonAsync("/api/crates/gr%C3%B6%C3%9Fe")).GetProperty("name").GetString().ShouldBe("größe");

    [Fact]
    public async Task A_name_that_is_none_is_a_404_that_echoes_no_control_character()
    {
        foreach (var path in HostileNames.SelectMany(name => new[] { name, $"{name}/history", $"{name}/hash" }))
        {
            using var response = await _host.Client.GetAsync($"/api/crates/{path}");
            response.StatusCode.ShouldBe(HttpStatusCode.NotFound, path);
            var problem = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync());
            problem.GetProperty("code").GetString().ShouldBe("crate_not_found", path);
            problem.GetProperty("detail").GetString()!.Any(char.IsControl).ShouldBeFalse(path);
        }
    }

    [Fact]
    public async Task A_very_long_name_is_a_404_of_moderate_length()
    {
        using var response = await _host.Client.GetAsync($"/api/crates/{new string('x', 4000)}");
        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var problem = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync());
        problem.GetProperty("detail").GetString()!.Length.ShouldBeLessThan(400);
    }

    [Fact]
    public async Task The_hash_is_explained_part_by_part()
    {
        var crate = await _host.GetJsonAsync("/api/crates/ctas7-command-center");
        var hash = await _host.GetJsonAsync("/api/crates/ctas7-command-center/hash");
        var size = new FileInfo(_folder.Manifest("ctas7-command-center")).Length;
        hash.GetProperty("trivariate_hash").GetString().ShouldBe(crate.GetProperty("trivariate_hash").GetString());
        hash.GetProperty("alphabet").GetString().ShouldBe(Alphabet);
        hash.GetProperty("radix").GetInt32().ShouldBe(96);
        hash.GetProperty("source").GetString().ShouldBe("RFC-9001 v1.1");
        hash.GetProperty("data_bytes").GetInt64().ShouldBe(size);
        var parts = hash.GetProperty("parts").EnumerateArray().ToArray();
        parts.Select(part => part.GetProperty("part").GetString()).ShouldBe(["sch", "cuid", "uuid"]);
        parts.Select(part => part.GetProperty("seed").GetString()).ShouldBe(["0xC7A50000", "0xC7A50001", "0xC7A50002"]);
        parts.Select(part => part.GetProperty("input").GetString()).ShouldBe(
            ["SCH:ctas7-command-center", $"CUID:ctas7-command-center:{size}", "UUID:ctas7-command-center:"]);
        parts.Select(part => part.GetProperty("followed_by_data").GetBoolean()).ShouldBe([false, false, true]);
        parts[0].GetProperty("h1").GetString().ShouldBe("e0b4e64a96afdf0b", "a known answer");
        parts[0].GetProperty("digit_values").EnumerateArray().Select(value => value.GetInt32()).ShouldBe([0, 0, 0, 0, 0, 0, 23, 36, 51, 6, 65, 85, 45, 2, 61, 43]);
        string.Concat(parts.Select(part => part.GetProperty("digits").GetString())).ShouldBe(hash.GetProperty("trivariate_hash").GetString());
        hash.GetProperty("text_form").GetString().ShouldBe($"triv:{string.Join('_', parts.Select(part => part.GetProperty("digits").GetString()))}");
    }

    [Fact]
    public async Task What_was_never_readable_has_no_hash()
    {
        using var response = await _host.Client.GetAsync("/api/crates/broken/hash");
        response.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await response.Content.ReadAsStringAsync()).ShouldContain("no_manifest");
    }

    private async Task IsFoundAsync(string name)
    {
        var listed = (await _host.GetJsonAsync($"/api/crates?name={name}")).EnumerateArray().ShouldHaveSingleItem();
        listed.GetProperty("issues").EnumerateArray().Select(issue => issue.GetProperty("code").GetString()).ShouldBe([IssueCodes.NameReserved]);
        listed.GetProperty("issues")[0].GetProperty("line").GetInt32().ShouldBe(2);
        var id = listed.GetProperty("id").GetString();
        (await _host.GetJsonAsync($"/api/crates/{id}")).GetRawText().ShouldBe(listed.GetRawText());
        (await _host.GetJsonAsync($"/api/crates/{id}/history")).GetArrayLength().ShouldBe(1);
        (await _host.GetJsonAsync($"/api/crates/{name}/hash")).GetProperty("name").GetString().ShouldBe(name);
    }
}
