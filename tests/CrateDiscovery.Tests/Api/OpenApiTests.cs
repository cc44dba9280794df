using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Ctas7.CrateDiscovery.Tests.Hosts;
using Ctas7.Testing;

namespace Ctas7.CrateDiscovery.Tests.Api;

[Collection(nameof(Brokers))]
public sealed class OpenApiTests(Brokers brokers) : IAsyncLifetime, IDisposable
{
    private readonly TempFolder _folder = new();
    private DiscoveryHost _host = null!;
    private JsonElement _document;

    public async Task InitializeAsync()
    {
        _folder.Write("gate", TempFolder.Toml("gate", "1.0.0", "[ports]\nhttp = 15180\n[qa]\nminimum_score = 90\n[dependencies]\na = \"core\""));
        _folder.WriteCrate("issues");
        _host = await DiscoveryHost.StartAsync(brokers, $"ledger-{Guid.NewGuid():N}", _folder.Path);
        await _host.Crates(list => list.Length == 2, "two crates");
        _document = await _host.GetJsonAsync("/openapi/v1.json");
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_is_served_has_exactly_the_properties_that_are_described()
    {
        var crate = await _host.GetJsonAsync("/api/crates/gate?include=manifest");
        IsAsDescribed(crate, SchemaOf("/api/crates/{name}"));
        IsAsDescribed(crate, SchemaOf("/api/crates").GetProperty("items"));
        IsAsDescribed((await _host.GetJsonAsync("/api/crates/issues"))[0], SchemaOf("/api/crates/issues").GetProperty("items"));
        IsAsDescribed((await _host.GetJsonAsync("/api/crates/gate/history"))[0], SchemaOf("/api/crates/{name}/history").GetProperty("items"));
        IsAsDescribed(await _host.GetJsonAsync("/api/crates/gate/hash"), SchemaOf("/api/crates/{name}/hash"));
        using var manifest = new ByteArrayContent(Encoding.UTF8.GetBytes(TempFolder.Toml("other", "1.0.0", "[ports]\nhttp = 15180")));
        manifest.Headers.ContentType = new MediaTypeHeaderValue("application/toml");
        using var verdict = await _host.Client.PostAsync("/api/crates/validate", manifest);
        IsAsDescribed(JsonSerializer.Deserialize<JsonElement>(await verdict.Content.ReadAsStringAsync()), SchemaOf("/api/crates/validate", "post"));
    }

    [Fact]
    public async Task The_scan_has_exactly_the_properties_that_are_described()
    {
        var scan = await Eventually.Get(
            () => _host.GetJsonAsync("/api/crates/scan"),
            scan => scan.GetProperty("last").ValueKind == JsonValueKind.Object && scan.GetProperty("running").ValueKind == JsonValueKind.Null,
            "the first scan is over");
        scan.GetProperty("watch").ValueKind.ShouldBe(JsonValueKind.Object);
        IsAsDescribed(scan, SchemaOf("/api/crates/scan"));
    }

    [Fact]
    public void Every_route_has_one_operation_per_method_and_one_name()
    {
        var operations = _document.GetProperty("paths").EnumerateObject()
            .Where(path => path.Name.StartsWith("/api/crates", StringComparison.Ordinal))
            .SelectMany(path => path.Value.EnumerateObject())
            .ToList();
        operations.ShouldNotContain(operation => operation.Name == "head");
        var names = operations.Select(operation => operation.Value.GetProperty("operationId").GetString()).ToList();
        names.Distinct().Count().ShouldBe(names.Count);
        var body = _document.GetProperty("paths").GetProperty("/api/crates/validate").GetProperty("post").GetProperty("requestBody").GetProperty("content");
        body.EnumerateObject().Select(type => type.Name).ShouldBe(["application/toml", "text/plain"]);
    }

    /// <summary>The same properties, and so on inside, as far as the served value goes.</summary>
    private void IsAsDescribed(JsonElement served, JsonElement schema)
    {
        schema = Resolve(schema);
        switch (served.ValueKind)
        {
            case JsonValueKind.Object when schema.TryGetProperty("properties", out var described):
                served.EnumerateObject().Select(property => property.Name).ShouldBe(described.EnumerateObject().Select(property => property.Name), ignoreOrder: true);
                foreach (var property in served.EnumerateObject())
                {
                    IsAsDescribed(property.Value, described.GetProperty(property.Name));
                }

                break;
            case JsonValueKind.Array:
                schema.TryGetProperty("items", out var items).ShouldBeTrue(schema.GetRawText());
                foreach (var element in served.EnumerateArray())
                {
                    IsAsDescribed(element, items);
                }

                break;
            case JsonValueKind.String when schema.TryGetProperty("enum", out var words):
                words.EnumerateArray().Select(word => word.GetString()).ShouldContain(served.GetString());
                break;
        }
    }

    private JsonElement SchemaOf(string path, string method = "get")
        => Resolve(_document.GetProperty("paths").GetProperty(path).GetProperty(method).GetProperty("responses").GetProperty("200")
            .GetProperty("content").GetProperty("application/json").GetProperty("schema"));

    private JsonElement Resolve(JsonElement schema)
    {
        if (schema.TryGetProperty("oneOf", out var choices))
        {
            schema = choices.EnumerateArray().First(choice => choice.TryGetProperty("$ref", out _));
        }

        return schema.TryGetProperty("$ref", out var reference)
            ? _document.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1])
            : schema;
    }
}
