using Ctas7.CrateDiscovery.Graph.Edit;
using Ctas7.CrateDiscovery.Graph.Model;
using Ctas7.CrateDiscovery.Graph.Ports;
using Ctas7.CrateDiscovery.Graph.Queries;
using Ctas7.CrateDiscovery.Tests.Hosts;
using Ctas7.Testing;

namespace Ctas7.CrateDiscovery.Tests.Graph;

/// <summary>The slot graph of the 17 real manifests, against what a person read out of them.</summary>
public sealed class RealGraphTests
{
    [SharedDataFact("workspace")]
    public async Task Nodes_and_edges_are_what_the_manifests_say()
    {
        var graph = await LoadAsync();
        graph.Nodes().Count(node => node.Crate is not null).ShouldBe(17);
        var edges = GraphText.ShortEdges(graph);
        foreach (var expected in new[]
        {
            "crate:sx9-gateway-primary references port:18500",
            "crate:sx9-atlas-daemon binds port:18500",
            "port:47948 sister_of port:15180",
            "port:47949 sister_of port:15181",
            "port:25175 mirror_of port:21575",
            "crate:sx9-gateway-primary depends_on crate:sx9-atlas-daemon",
            "crate:sx9-gateway-primary depends_on crate:ctas7-foundation-math",
            "crate:sx9-gateway-primary depends_on crate:jetstream",
            "crate:sx9-gateway-primary depends_on foundation:ctas7-foundation-core",
            "crate:sx9-leptose depends_on crate:sx9-foundation-core",
            "crate:sx9-leptose depends_on crate:sx9-glaf-core",
            "crate:sx9-leptose depends_on crate:sx9-atlas-bus",
            "crate:ctas7-foundation-voice depends_on crate:ctas7-foundation-data",
            "crate:sx9-hashing-engine binds port:50051",
            "crate:sx9-port-manager binds port:18103",
            "crate:sx9-leptose binds port:18150",
            "crate:sx9-gateway-primary binds port:18600",
            "crate:ctas7-command-center provides capability:agent-coordination",
            "crate:ctas7-command-center depends_on foundation:minimal-runtime",
        })
        {
            edges.ShouldContain(expected);
        }
    }

    [SharedDataFact("workspace")]
    public async Task What_no_manifest_has_is_unresolved()
    {
        var graph = await LoadAsync();
        Unresolved(graph, NodeKind.Crate).ShouldBe(
        [
            "crate:ctas7-foundation-core", "crate:ctas7-foundation-eei", "crate:ctas7-foundation-usim", "crate:jetstream", "crate:supabase", "crate:sx9-ann-engine",
            "crate:sx9-atlas-bus", "crate:sx9-dsl-engine", "crate:sx9-glaf-core", "crate:sx9-plasma-defender", "crate:sx9-plasma-ecs",
        ]);
        Unresolved(graph, NodeKind.Foundation).ShouldContain("foundation:ctas7-foundation-core");
        Unresolved(graph, NodeKind.Foundation).ShouldContain("foundation:rust-runtime");

        // Referenced by three crates, and bound by none: its owner's manifest says another port, or none.
        Unresolved(graph, NodeKind.Port).ShouldBe(["port:18001", "port:18104", "port:18105", "port:18107"]);
    }

    [SharedDataFact("workspace")]
    public async Task The_rule_of_ports_gives_no_false_conflict()
    {
        var graph = await LoadAsync();
        var claims = graph.Nodes().SelectMany(node => node.Claims.Select(claim => (node.Name, claim))).ToList();
        var naive = claims.Where(entry => entry.claim.Source == EdgeSource.Ports).GroupBy(entry => entry.claim.Port).Where(port => port.Select(entry => entry.Name).Distinct().Count() > 1);
        naive.Select(port => port.Key).Order().ToArray().ShouldBe([18001, 18104, 18105, 18107, 18500], "what a rule that knows no references would call conflicts");
        graph.Nodes().Where(node => node.Kind == NodeKind.Port)
            .Where(node => node.In.Where(edge => edge.Kind == EdgeKind.Binds).Select(edge => edge.From).Distinct().Count() > 1)
            .ShouldBeEmpty();
        claims.Where(entry => entry.claim.Role == ClaimRole.Reference).Select(entry => $"{entry.claim.Key} {entry.claim.Owner}").Distinct().Order().ShouldBe(
        [
            "atlas_daemon sx9-atlas-daemon", "foundation_core sx9-foundation-core", "hashing_engine sx9-hashing-engine", "neural_mux sx9-neural-mux", "port_manager sx9-port-manager",
        ]);
    }

    [SharedDataFact("workspace")]
    public async Task Impact_and_paths_go_over_ports()
    {
        var graph = await LoadAsync();
        var atlas = graph.Find("crate:sx9-atlas-daemon")!;
        var impact = Impact.Of(graph, atlas, 64, GraphFilter.All, new GraphCut(1000, 1000), CancellationToken.None);
        impact.Nodes.Select(found => found.Node.Id).ShouldContain("port:18500");
        impact.Nodes.Where(found => found.Node.Kind == NodeKind.Crate).Select(found => found.Node.Name).ShouldBe(
            ["sx9-atlas-daemon", "ctas7-foundation-manifold", "sx9-gateway-primary"]);
        var overPorts = GraphFilter.Parse(["binds", "references"], []);
        var path = ShortestPath.Find(graph, graph.Find("crate:sx9-gateway-primary")!, atlas, GraphDirection.Out, overPorts, CancellationToken.None)!;
        path.Nodes.Select(found => found.Node.Id).ShouldBe(["crate:sx9-gateway-primary", "port:18500", "crate:sx9-atlas-daemon"]);
        Cycles.Of(graph, CancellationToken.None).ShouldBeEmpty();
    }

    private static string[] Unresolved(GraphSnapshot graph, NodeKind kind)
        => [.. graph.Nodes().Where(node => node.Unresolved && node.Kind == kind).Select(node => node.Id)];

    private static async Task<GraphSnapshot> LoadAsync()
    {
        await using var core = new DiscoveryCore(SharedData.Path("workspace")!);
        core.Scan();
        return new GraphWriter(core.Registry.Current).Current;
    }
}
