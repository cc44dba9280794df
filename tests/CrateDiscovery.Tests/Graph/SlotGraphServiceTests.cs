using Ctas7.Contracts.CrateDiscovery.V1;
using Ctas7.CrateDiscovery.Tests.Hosts;
using Grpc.Core;
using Grpc.Net.Client;

namespace Ctas7.CrateDiscovery.Tests.Graph;

[Collection(nameof(Brokers))]
public sealed class SlotGraphServiceTests(Brokers brokers) : IAsyncLifetime, IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(60));
    private DiscoveryHost _host = null!;
    private GrpcChannel _channel = null!;
    private SlotGraph.SlotGraphClient _client = null!;

    public async Task InitializeAsync()
    {
        _folder.Write("core", TempFolder.Toml("sx9-core", more: "[ports]\nhttp = 18001\nhttp_sister = 50769\n"));
        _folder.Write("gate", TempFolder.Toml("gate", more: "foundation = \"sx9-core\"\n[ports]\ncore = 18001\n"));
        _folder.Write("loop", TempFolder.Toml("loop", more: "[dependencies]\nx = \"loop\"\n"));
        _host = await DiscoveryHost.StartAsync(brokers, $"ledger-{Guid.NewGuid():N}", _folder.Path);
        await _host.Crates(list => list.Length == 3, "three crates");
        _channel = GrpcChannel.ForAddress(_host.GrpcAddress);
        _client = new SlotGraph.SlotGraphClient(_channel);
        await Testing.Eventually.True(async () => (await _client.NeighbourhoodAsync(new NeighbourhoodRequest())).NodeCounts["crate"] == 3, "the graph has them");
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    public void Dispose()
    {
        _channel.Dispose();
        _limit.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_four_queries_answer_as_they_do_over_http()
    {
        var near = await _client.NeighbourhoodAsync(new NeighbourhoodRequest { Root = "gate", Direction = "out" });
        near.Nodes.Select(node => $"{node.Distance} {node.Id}").ShouldBe(["0 crate:gate", "1 crate:sx9-core", "1 port:18001"]);
        near.Edges.Select(edge => $"{edge.From} {edge.Kind} {edge.To} {edge.Owner}").ShouldBe(
            ["crate:gate depends_on crate:sx9-core ", "crate:gate references port:18001 sx9-core", "crate:sx9-core binds port:18001 "]);
        (await _client.NeighbourhoodAsync(new NeighbourhoodRequest { Root = "gate", Depth = 0 })).Nodes.Count.ShouldBe(1);
        var path = await _client.PathAsync(new PathRequest { From = "gate", To = "sx9-core", Kinds = { "references", "binds" } });
        path.Nodes.Select(node => node.Id).ShouldBe(["crate:gate", "port:18001", "crate:sx9-core"]);
        var impact = await _client.ImpactAsync(new ImpactRequest { Root = "sx9-core" });
        impact.Nodes.Select(node => $"{node.Id} {node.ViaNode}").ShouldBe(["crate:sx9-core ", "crate:gate crate:sx9-core", "port:18001 crate:sx9-core", "port:50769 port:18001"]);
        var cycles = await _client.CyclesAsync(new CyclesRequest());
        cycles.Cycles.ShouldHaveSingleItem().Members.ShouldBe(["crate:loop"]);
        var all = await _client.NeighbourhoodAsync(new NeighbourhoodRequest { NodeLimit = 2 });
        (all.Truncated, all.Nodes.Count, all.NodeCounts["crate"], all.Nodes[0].HasDistance).ShouldBe((true, 2, 3, false));
    }

    [Fact]
    public async Task What_is_not_understood_or_not_there_is_a_clear_status()
    {
        await Fails(StatusCode.InvalidArgument, "direction is", () => _client.NeighbourhoodAsync(new NeighbourhoodRequest { Root = "gate", Direction = "up" }));
        await Fails(StatusCode.InvalidArgument, "kinds are", () => _client.NeighbourhoodAsync(new NeighbourhoodRequest { Kinds = { "crates" } }));
        await Fails(StatusCode.InvalidArgument, "node_limit is 1 to 50000", () => _client.NeighbourhoodAsync(new NeighbourhoodRequest { NodeLimit = 50_001 }));
        await Fails(StatusCode.InvalidArgument, "depth is 0 to 64", () => _client.NeighbourhoodAsync(new NeighbourhoodRequest { Root = "gate", Depth = 65 }));
        await Fails(StatusCode.InvalidArgument, "missing", () => _client.PathAsync(new PathRequest { From = "gate" }));
        await Fails(StatusCode.NotFound, "Nearest: gate", () => _client.ImpactAsync(new ImpactRequest { Root = "gaet" }));
        await Fails(StatusCode.NotFound, "No path", () => _client.PathAsync(new PathRequest { From = "sx9-core", To = "gate" }));
    }

    [Fact]
    public async Task Claims_of_ports_are_told_and_told_again_when_another_crate_changes_what_a_key_means()
    {
        using var call = _client.WatchPortClaims(new WatchPortClaimsRequest(), cancellationToken: _limit.Token);
        (await NextAsync(call)).KindCase.ShouldBe(PortClaimsChange.KindOneofCase.Reset);
        var gate = (await NextAsync(call)).Crate;
        gate.Claims.ShouldHaveSingleItem().ShouldBe(new PortClaim { Port = 18001, Role = "reference", Key = "core", Source = "ports", Owner = "sx9-core" });
        var core = (await NextAsync(call)).Crate;
        core.Claims[1].ShouldBe(new PortClaim { Port = 50769, Role = "sister", Key = "http_sister", Source = "ports", Owner = "sx9-core", BaseKey = "http", BasePort = 18001 });
        (await NextAsync(call)).KindCase.ShouldBe(PortClaimsChange.KindOneofCase.Synced);

        // The key "core" named the crate that goes: from now on it is a port of its own.
        _folder.Write("core", TempFolder.Toml("other", more: "[ports]\nhttp = 18001\n"));
        var changes = new Dictionary<string, CrateClaims>();
        while (!(changes.ContainsKey("gate") && changes.ContainsKey("other") && changes.ContainsKey("sx9-core")))
        {
            if ((await NextAsync(call)).Crate is { } change)
            {
                changes[change.Crate] = change;
            }
        }

        changes["gate"].Claims.ShouldHaveSingleItem().Role.ShouldBe("binding");
        changes["other"].Claims.ShouldHaveSingleItem().Owner.ShouldBe("other");
        changes["sx9-core"].Claims.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_watch_of_claims_ends_with_a_clear_status_when_the_service_stops()
    {
        using var call = _client.WatchPortClaims(new WatchPortClaimsRequest(), cancellationToken: _limit.Token);
        await NextAsync(call);
        var stopping = _host.DisposeAsync();
        var failure = await Should.ThrowAsync<RpcException>(async () =>
        {
            while (await call.ResponseStream.MoveNext(_limit.Token))
            {
            }
        });
        failure.StatusCode.ShouldBe(StatusCode.Unavailable);
        await stopping;
        _host = await DiscoveryHost.StartAsync(brokers, $"ledger-{Guid.NewGuid():N}", _folder.Path);
    }

    private static async Task Fails(StatusCode status, string says, Func<AsyncUnaryCall<GraphResponse>> call)
    {
        var failure = await Should.ThrowAsync<RpcException>(async () => await call());
        (failure.StatusCode, failure.Status.Detail).ShouldSatisfyAllConditions(
            seen => seen.StatusCode.ShouldBe(status),
            seen => seen.Detail.ShouldContain(says));
    }

    private async Task<PortClaimsChange> NextAsync(AsyncServerStreamingCall<PortClaimsChange> call)
    {
        (await call.ResponseStream.MoveNext(_limit.Token)).ShouldBeTrue();
        return call.ResponseStream.Current;
    }
}
