using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ctas7.CrateDiscovery.Graph.Answers;
using Ctas7.CrateDiscovery.Tests.Hosts;
using Ctas7.Testing;

namespace Ctas7.CrateDiscovery.Tests.Graph;

[Collection(nameof(Brokers))]
public sealed class GraphApiTests(Brokers brokers) : IAsyncLifetime, IDisposable
{
    private static readonly JsonSerializerOptions Exactly = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    private readonly TempFolder _folder = new();
    private DiscoveryHost _host = null!;

    private HttpClient Client => _host.Client;

    public async Task InitializeAsync()
    {
        _folder.Write("core", TempFolder.Toml("sx9-core", more: "[ports]\nhttp = 18001\nhttp_sister = 50769\n[smart_meta]\ncapabilities = [\"rest\"]\n"));
        _folder.Write("gate", TempFolder.Toml("gate", more: "foundation = \"sx9-core\"\n[ports]\ncore = 18001\nweb = 18600\n[dependencies]\nnats = \"jetstream\"\n"));
        _folder.Write("shop", TempFolder.Toml("shop", more: "[dependencies.gate]\npath = \"../gate\"\n[dependencies.till]\npath = \"../till\"\n"));
        _folder.Write("till", TempFolder.Toml("till-crate", more: "[dependencies]\nx = \"shop\"\n"));
        _host = await DiscoveryHost.StartAsync(brokers, $"ledger-{Guid.NewGuid():N}", _folder.Path);
        await Graph(graph => graph.Counts.Nodes["crate"] == 5, "four crates and one that is nowhere");
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Everything_is_told_by_id_with_counts()
    {
        var graph = await GetAsync<GraphAnswer>("/api/graph");
        graph.Nodes.Select(node => node.Id).ShouldBe(
        [
            "capability:rest", "crate:gate", "crate:jetstream", "crate:shop", "crate:sx9-core", "crate:till-crate", "port:18001", "port:18600", "port:50769",
        ]);
        graph.Nodes.Where(node => node.Unresolved).Select(node => node.Id).ShouldBe(["crate:jetstream"]);
        graph.Counts.Nodes.ShouldBe(new Dictionary<string, int> { ["total"] = 9, ["crate"] = 5, ["port"] = 3, ["capability"] = 1, ["foundation"] = 0 }, ignoreOrder: true);
        graph.Counts.Edges["total"].ShouldBe(graph.Edges.Count);
        (graph.Truncated, graph.Root, graph.Depth, graph.Counts.Unresolved).ShouldBe((false, null, null, 1));
        graph.Edges.ShouldContain(new EdgeAnswer("crate:gate", "port:18001", "references", "ports", "core", "", "gate", "sx9-core"));
        graph.Edges.ShouldContain(new EdgeAnswer("port:50769", "port:18001", "sister_of", "ports", "http_sister", "", "sx9-core"));
        graph.Edges.ShouldContain(new EdgeAnswer("crate:shop", "crate:till-crate", "depends_on", "dependencies", "till", "", "shop"));
        var core = graph.Nodes.Single(node => node.Id == "crate:sx9-core");
        (core.State, core.Version, core.Path, core.Distance).ShouldBe(("valid", "1.0.0", _folder.Manifest("core"), null));
    }

    [Theory]
    [InlineData("?root=gate&depth=0", "crate:gate")]
    [InlineData("?root=gate&direction=out", "crate:gate crate:jetstream crate:sx9-core port:18001 port:18600")]
    [InlineData("?root=crate:gate&direction=in", "crate:gate crate:shop")]
    [InlineData("?root=port:18001", "port:18001 crate:gate crate:sx9-core port:50769")]
    [InlineData("?root=gate&kinds=crate", "crate:gate crate:jetstream crate:shop crate:sx9-core")]
    [InlineData("?root=gate&kinds=references,binds", "crate:gate port:18001 port:18600")]
    [InlineData("?root=gate&depth=64&kinds=references,binds", "crate:gate port:18001 port:18600 crate:sx9-core")]
    [InlineData("?kinds=capability", "capability:rest")]
    [InlineData("?limit=2", "capability:rest crate:gate")]
    [InlineData("/path?from=gate&to=sx9-core&kinds=references,binds", "crate:gate port:18001 crate:sx9-core")]
    [InlineData("/path?from=sx9-core&to=shop&direction=in", "crate:sx9-core crate:gate crate:shop")]
    [InlineData("/path?from=shop&to=shop", "crate:shop")]
    [InlineData("/impact/sx9-core", "crate:sx9-core capability:rest crate:gate port:18001 crate:shop port:18600 port:50769 crate:till-crate")]
    [InlineData("/impact/sx9-core?depth=1", "crate:sx9-core capability:rest crate:gate port:18001")]
    [InlineData("/impact/port:18001?kinds=crate", "port:18001 crate:gate crate:shop crate:till-crate")]
    [InlineData("/impact/jetstream?limit=2", "crate:jetstream crate:gate")]
    [InlineData("/cycles", "crate:shop crate:till-crate")]
    public async Task A_question_finds_its_nodes(string question, string expected)
    {
        var answer = await _host.GetJsonAsync($"/api/graph{question}");
        string.Join(' ', answer.GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("id").GetString())).ShouldBe(expected);
        var ids = answer.GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("id").GetString()).ToHashSet();
        answer.GetProperty("edges").EnumerateArray().All(edge => ids.Contains(edge.GetProperty("from").GetString()) && ids.Contains(edge.GetProperty("to").GetString())).ShouldBeTrue();
        answer.GetProperty("truncated").GetBoolean().ShouldBe(question.Contains("limit=2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_answers_are_exactly_what_is_described()
    {
        var path = await GetAsync<PathAnswer>("/api/graph/path?from=shop&to=jetstream");
        (path.Length, path.From, path.To, path.Direction).ShouldBe((2, "crate:shop", "crate:jetstream", "out"));
        path.Nodes[2].Via.ShouldBe(new ViaAnswer("crate:gate", "depends_on"));
        var impact = await GetAsync<ImpactAnswer>("/api/graph/impact/sx9-core");
        (impact.Root, impact.AffectedCrates).ShouldBe(("crate:sx9-core", 3));
        impact.Nodes.Single(node => node.Id == "port:18600").ShouldBe(
            new NodeAnswer("port:18600", "port", "18600", false, Port: 18600, Distance: 2, Via: new ViaAnswer("crate:gate", "binds")));
        var cycles = await GetAsync<CyclesAnswer>("/api/graph/cycles");
        cycles.Total.ShouldBe(1);
        cycles.Cycles[0].Members.ShouldBe(["crate:shop", "crate:till-crate"]);
        cycles.Cycles[0].Path.ShouldBe(["crate:shop", "crate:till-crate", "crate:shop"]);
        cycles.Cycles[0].Size.ShouldBe(2);
    }

    [Theory]
    [InlineData("?rot=gate", "unknown_parameter", "?rot")]
    [InlineData("?depth=2", "bad_query", "?depth")]
    [InlineData("?root=gate&depth=65", "bad_query", "?depth")]
    [InlineData("?root=gate&depth=-1", "bad_query", "?depth")]
    [InlineData("?root=gate&direction=up", "bad_query", "?direction")]
    [InlineData("?root=", "bad_query", "?root")]
    [InlineData("?root=gate&root=core", "bad_query", "?root")]
    [InlineData("?kinds=crates", "bad_query", "?kinds")]
    [InlineData("?limit=0", "bad_query", "?limit")]
    [InlineData("?limit=50001", "bad_query", "?limit")]
    [InlineData("?edge_limit=200001", "bad_query", "?edge_limit")]
    [InlineData("?format=svg", "bad_query", "?format")]
    [InlineData("/path?from=gate", "bad_query", "?to")]
    [InlineData("/path?from=gate&to=shop&depth=1", "unknown_parameter", "?depth")]
    [InlineData("/impact/gate?direction=in", "unknown_parameter", "?direction")]
    [InlineData("/impact/gate?depth=0", "bad_query", "?depth")]
    [InlineData("/cycles?limit=1001", "bad_query", "?limit")]
    public async Task A_question_that_is_not_understood_is_400_and_says_where(string question, string code, string pointer)
    {
        var problem = await ProblemAsync(question, HttpStatusCode.BadRequest, code);
        problem.GetProperty("errors")[0].GetProperty("pointer").GetString().ShouldBe(pointer);
    }

    [Theory]
    [InlineData("?root=gaet", "gate")]
    [InlineData("?root=core", "sx9-core")]
    [InlineData("?root=port:18002", "port:18001")]
    [InlineData("?root=capability:rst", "capability:rest")]
    [InlineData("/impact/shoop", "shop")]
    [InlineData("/path?from=gate&to=til", "till-crate")]
    public async Task An_unknown_node_is_404_with_the_nearest(string question, string nearest)
    {
        var problem = await ProblemAsync(question, HttpStatusCode.NotFound, "node_not_found");
        problem.GetProperty("nearest").EnumerateArray().Select(name => name.GetString()).ShouldContain(nearest);
        problem.GetProperty("detail").GetString()!.ShouldContain(nearest);
    }

    [Fact]
    public async Task No_path_is_404_and_says_what_else_to_ask()
    {
        var problem = await ProblemAsync("/path?from=sx9-core&to=gate", HttpStatusCode.NotFound, "no_path");
        problem.GetProperty("detail").GetString().ShouldBe(
            "crate:sx9-core does not depend on crate:gate, not over others either. direction=in asks the other way round, direction=both for any connection.");
    }

    [Theory]
    [InlineData("/api/graph", "dot", "text/vnd.graphviz", "digraph slot_graph {")]
    [InlineData("/api/graph?root=gate", "mermaid", "text/vnd.mermaid", "flowchart LR")]
    [InlineData("/api/graph/path?from=shop&to=gate", "graphml", "application/graphml+xml", "<?xml")]
    [InlineData("/api/graph/impact/gate", "dot", "text/vnd.graphviz", "n1 -> n0")]
    [InlineData("/api/graph/cycles", "mermaid", "text/vnd.mermaid", "n1 -->|depends_on| n0")]
    public async Task Other_formats_come_with_their_media_types(string path, string format, string mediaType, string holds)
    {
        using var response = await Client.GetAsync($"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}format={format}");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.ToString().ShouldBe($"{mediaType}; charset=utf-8");
        (await response.Content.ReadAsStringAsync()).ShouldContain(holds);
    }

    [Theory]
    [InlineData("/api/graph")]
    [InlineData("/api/graph/impact/gate?format=dot")]
    public async Task What_the_client_has_is_304_until_the_registry_changes(string path)
    {
        using var first = await Client.GetAsync(path);
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var same = await Client.SendAsync(request);
        same.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        using var head = await Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));
        (head.StatusCode, head.Headers.ETag, head.Content.Headers.ContentLength).ShouldBe((HttpStatusCode.OK, first.Headers.ETag, first.Content.Headers.ContentLength));
        _folder.Write("new", TempFolder.Toml("new"));
        await Graph(graph => graph.Nodes.Any(node => node.Name == "new"), "the new crate");
        using var changed = await Client.GetAsync(path);
        changed.Headers.ETag.ShouldNotBe(first.Headers.ETag);
    }

    [Fact]
    public async Task The_graph_follows_the_disk()
    {
        _folder.Write("stream", TempFolder.Toml("jetstream", more: "[ports]\nx = 4222\n"));
        await Graph(graph => graph.Nodes.Any(node => node is { Name: "jetstream", Unresolved: false }), "the name has a crate now");
        File.Delete(_folder.Manifest("core"));
        var after = await Graph(graph => graph.Nodes.All(node => node.Name != "sx9-core" || node.Kind != "crate" || node.State == "missing"), "the core is gone");
        after.Edges.ShouldContain(edge => edge.From == "crate:gate" && edge.Key == "foundation");
        _folder.Write("gate", "[broken");
        var stale = await Graph(graph => graph.Nodes.Any(node => node is { Name: "gate", State: "stale" }), "the gate is stale");
        stale.Edges.ShouldContain(edge => edge.From == "crate:gate" && edge.To == "crate:jetstream");
    }

    [Fact]
    public async Task The_routes_are_described_with_their_schemas()
    {
        var description = await _host.GetJsonAsync("/openapi/v1.json");
        foreach (var path in new[] { "/api/graph", "/api/graph/path", "/api/graph/impact/{name}", "/api/graph/cycles" })
        {
            description.GetProperty("paths").GetProperty(path).GetProperty("get").GetProperty("responses").GetProperty("200")
                .GetProperty("content").GetProperty("application/json").GetProperty("schema").ToString().ShouldContain("#/components/schemas/");
        }
    }

    private Task<GraphAnswer> Graph(Func<GraphAnswer, bool> wanted, string what) => Eventually.Get(() => GetAsync<GraphAnswer>("/api/graph"), wanted, what);

    private async Task<T> GetAsync<T>(string path)
    {
        using var stream = await Client.GetStreamAsync(path);
        return (await JsonSerializer.DeserializeAsync<T>(stream, Exactly))!;
    }

    private async Task<JsonElement> ProblemAsync(string question, HttpStatusCode status, string code)
    {
        using var response = await Client.GetAsync($"/api/graph{question}");
        response.StatusCode.ShouldBe(status);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        var problem = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync());
        problem.GetProperty("code").GetString().ShouldBe(code);
        return problem;
    }
}
