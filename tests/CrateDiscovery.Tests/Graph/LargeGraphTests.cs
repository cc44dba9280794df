using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Ctas7.Contracts.CrateDiscovery.V1;
using Ctas7.CrateDiscovery.Graph;
using Ctas7.CrateDiscovery.Graph.Queries;
using Ctas7.Testing;
using Grpc.Core;
using Grpc.Net.Client;

namespace Ctas7.CrateDiscovery.Tests.Graph;

/// <summary>Answers that are sent piece by piece, and queries that somebody stops.</summary>
public sealed class LargeGraphTests : IAsyncLifetime
{
    private const int Crates = 4000;
    private const string Everything = "/api/graph?limit=50000&edge_limit=200000";
    private readonly TestRegistry _registry = new();
    private GraphServer _server = null!;

    public async Task InitializeAsync()
    {
        _registry.WriteAll(Enumerable.Range(0, Crates).Select(crate => ($"/w/{crate}", Toml(crate))));
        _server = await GraphServer.StartAsync(_registry.Registry);
        _server.Publish(_registry.Follow());
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData(Everything, Crates + 1)]
    [InlineData("/api/graph?root=c7&depth=64&limit=50000&edge_limit=200000", Crates + 1)]
    [InlineData("/api/graph/impact/foundation:größe%20%22x%22?limit=50000", Crates + 1)]
    public async Task A_large_answer_is_whole_and_as_long_as_it_says(string path, int nodes)
    {
        using var response = await _server.Client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var announced = response.Content.Headers.ContentLength;
        var body = await response.Content.ReadAsByteArrayAsync();
        body.Length.ShouldBeGreaterThan(GraphReplies.LargestKept);
        announced.ShouldBe(body.Length);
        using var answer = JsonDocument.Parse(body);
        answer.RootElement.GetProperty("nodes").GetArrayLength().ShouldBe(nodes);
        answer.RootElement.GetProperty("edges").EnumerateArray().Count(edge => edge.GetProperty("to").GetString() is not null).ShouldBe(
            answer.RootElement.GetProperty("counts").GetProperty("edges").GetProperty("total").GetInt32());
        answer.RootElement.GetProperty("truncated").GetBoolean().ShouldBeFalse();

        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.IfNoneMatch.Add(response.Headers.ETag!);
        (await _server.Client.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.NotModified);
        using var head = await _server.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));
        (head.Headers.ETag, head.Content.Headers.ContentLength).ShouldBe((response.Headers.ETag, announced));
    }

    [Fact]
    public async Task An_answer_that_nobody_reads_to_its_end_keeps_nobody_else_waiting()
    {
        using var left = await _server.Client.GetAsync(Everything, HttpCompletionOption.ResponseHeadersRead);
        _registry.Write("/w/0", TestRegistry.Toml("c0", "[dependencies]\nx = \"new\"\n"));
        _server.Publish(_registry.Follow());
        (await _server.Client.GetStringAsync("/api/graph?root=c0")).ShouldContain("crate:new");

        // What was begun goes on with the graph it began with.
        (await left.Content.ReadAsStringAsync()).ShouldNotContain("crate:new");
    }

    [Fact]
    public async Task A_deadline_ends_a_large_query_and_the_next_one_is_answered()
    {
        using var channel = GrpcChannel.ForAddress(_server.GrpcAddress);
        var client = new Contracts.CrateDiscovery.V1.SlotGraph.SlotGraphClient(channel);
        var request = new NeighbourhoodRequest { Root = "c7", Depth = 64, NodeLimit = 50_000, EdgeLimit = 200_000 };
        await client.NeighbourhoodAsync(request);
        await Eventually.True(
            async () => (await Should.ThrowAsync<RpcException>(async () => await client.NeighbourhoodAsync(request, deadline: DateTime.UtcNow.AddMilliseconds(3)))).StatusCode == StatusCode.DeadlineExceeded,
            "the deadline passes before the answer is there");
        (await client.NeighbourhoodAsync(request)).NodeCounts["crate"].ShouldBe(Crates);
    }

    [Fact]
    public async Task A_query_that_is_under_way_ends_when_it_is_cancelled()
    {
        var graph = _registry.Graph;
        var root = graph.Find("crate:c7")!;
        await Eventually.True(
            async () =>
            {
                using var stop = new CancellationTokenSource();
                var asked = Task.Run(() => Neighbourhood.Around(graph, root, 64, GraphDirection.Both, GraphFilter.All, new(50_000, 200_000), stop.Token), CancellationToken.None);
                stop.CancelAfter(TimeSpan.FromMilliseconds(1));
                return await Task.WhenAny(asked) is { IsCanceled: true } or { IsFaulted: true };
            },
            "a query is cancelled while it runs");
    }

    private static string Toml(int crate)
    {
        var text = new StringBuilder("foundation = \"größe \\\"x\\\"\"\n[dependencies]\n");
        foreach (var step in new[] { 1, 17, 113 })
        {
            text.Append(CultureInfo.InvariantCulture, $"d{step} = \"c{(crate + step) % Crates}\"\n");
        }

        return TestRegistry.Toml($"c{crate}", text.ToString());
    }
}
