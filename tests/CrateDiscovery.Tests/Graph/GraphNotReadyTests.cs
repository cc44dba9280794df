using System.Net;
using System.Text.Json;
using Ctas7.Contracts.CrateDiscovery.V1;
using Grpc.Core;
using Grpc.Net.Client;

namespace Ctas7.CrateDiscovery.Tests.Graph;

/// <summary>Right after a start, before the graph was built for the first time.</summary>
public sealed class GraphNotReadyTests : IAsyncLifetime
{
    private readonly TestRegistry _registry = new();
    private GraphServer _server = null!;

    public async Task InitializeAsync()
    {
        _registry.Write("/w/a", TestRegistry.Toml("a"));
        _server = await GraphServer.StartAsync(_registry.Registry);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task The_first_answer_comes_with_the_first_graph()
    {
        var asked = _server.Client.GetStringAsync("/api/graph");
        using var channel = GrpcChannel.ForAddress(_server.GrpcAddress);
        var called = new SlotGraph.SlotGraphClient(channel).NeighbourhoodAsync(new NeighbourhoodRequest());
        _server.Publish(_registry.Follow());
        (await asked).ShouldContain("crate:a");
        (await called).Nodes.ShouldHaveSingleItem().Id.ShouldBe("crate:a");
    }

    [Fact]
    public async Task Without_a_graph_it_is_503_and_says_when_to_ask_again()
    {
        using var channel = GrpcChannel.ForAddress(_server.GrpcAddress);
        var called = Should.ThrowAsync<RpcException>(async () => await new SlotGraph.SlotGraphClient(channel).CyclesAsync(new CyclesRequest()));
        using var response = await _server.Client.GetAsync("/api/graph");
        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        response.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));
        var problem = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync());
        (problem.GetProperty("code").GetString(), problem.GetProperty("retryable").GetBoolean()).ShouldBe(("graph_not_ready", true));
        var failure = await called;
        (failure.StatusCode, failure.Status.Detail).ShouldBe((StatusCode.Unavailable, "graph_not_ready: the slot graph is still being built from the registry. Ask again in a moment."));
    }

    [Fact]
    public async Task A_deadline_ends_the_wait()
    {
        using var channel = GrpcChannel.ForAddress(_server.GrpcAddress);
        var failure = await Should.ThrowAsync<RpcException>(async () => await new SlotGraph.SlotGraphClient(channel).ImpactAsync(
            new ImpactRequest { Root = "a" }, deadline: DateTime.UtcNow.AddMilliseconds(50)));
        failure.StatusCode.ShouldBe(StatusCode.DeadlineExceeded);
    }
}
