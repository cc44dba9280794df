using Ctas7.CrateDiscovery.Graph.Edit;
using Ctas7.CrateDiscovery.Graph.Model;
using Ctas7.CrateDiscovery.Manifests;
using FsCheck;
using FsCheck.Fluent;

namespace Ctas7.CrateDiscovery.Tests.Graph.Edit;

/// <summary>Whatever happened before, the graph is the one that a look at the whole registry gives.</summary>
public sealed class GraphWriterTests
{
    private static readonly string[] Folders = ["/w/a", "/w/b", "/w/a/c", "/w/d", "/w/sx9-core"];
    private static readonly string[] Names = ["sx9-core", "ctas7-core-2.0", "web", "sx9-api-web", "big-api-web", "core", "data"];

    private static readonly string[] Parts =
    [
        "foundation = \"core\"\n",
        "foundation = \"sx9-core\"\n",
        "foundation = \"web\"\n",
        "[[smart_foundations.required]]\ntype = \"run\"\npreferred = [\"data\", \"rust\"]\nfallback = \"core\"\nminimum_version = \"1.0\"\n",
        "[dependencies]\nx = \"core\"\nweb = { version = \"1.2\", path = \"../d\" }\nup = { path = \"../../../..\" }\n",
        "[dependencies]\nx = \"data\"\n[dependencies.internal.core]\npath = \"../sx9-core\"\n",
        "[ports]\ncore = 18001\nweb = 80\nweb_sister = 32848\nhttp = 80\n",
        "[ports]\nsx9_core_v2 = 18001\napi_web = 81\nfront_dev = 3000\nfront_mirror = 3001\nlost_sister = 9\nlost_mirror = 10\n",
        "[ports]\ncore = 18001\nhttp = 80\n[port_roles]\ncore = \"binding\"\nhttp = \"reference\"\n",
        "[service]\nports = [\"18001\", \"80\"]\ncapabilities = [\"rest\"]\n[network]\nport = 18001\n",
        "[smart_meta]\ncapabilities = [\"rest\", \"grpc\"]\n",
        "",
    ];

    private static readonly CargoPathDependency[][] Cargos = [[], [], [new("core", "core", "../sx9-core")], [new("d", "data", "../d"), new("self", "self", ".")]];

    [Fact]
    public void Any_sequence_of_changes_gives_the_graph_of_the_registry()
        => Check.One(Config.QuickThrowOnFailure.WithMaxTest(100).WithEndSize(25), Prop.ForAll(Operations().ListOf().ListOf().ToArbitrary(), Agrees));

    [Fact]
    public void A_graph_made_at_once_is_the_one_made_step_by_step()
        => Check.One(Config.QuickThrowOnFailure.WithMaxTest(50).WithEndSize(40), Prop.ForAll(Operations().ListOf().ToArbitrary(), operations =>
        {
            var registry = new TestRegistry();
            foreach (var operation in operations)
            {
                Do(registry, operation);
                registry.Follow();
            }

            var atOnce = new GraphWriter(registry.Registry.Current).Current;
            GraphText.Nodes(atOnce).ShouldBe(GraphText.Nodes(registry.Graph));
            GraphText.Edges(atOnce).ShouldBe(GraphText.Edges(registry.Graph));
            atOnce.Counts.Nodes.ShouldBe(registry.Graph.Counts.Nodes);
            atOnce.Revision.ShouldBe(registry.Graph.Revision);
        }));

    [Fact]
    public void A_snapshot_stays_as_it_was()
    {
        var registry = new TestRegistry();
        registry.Write("/w/a", TestRegistry.Toml("a", "[ports]\nhttp = 80\n"));
        var before = registry.Follow();
        var (nodes, edges) = (GraphText.Nodes(before), GraphText.Edges(before));
        registry.Write("/w/a", TestRegistry.Toml("a", "[ports]\nhttp = 81\n"));
        registry.Write("/w/b", TestRegistry.Toml("b", "[ports]\na = 80\n"));
        registry.Follow();
        GraphText.Nodes(before).ShouldBe(nodes);
        GraphText.Edges(before).ShouldBe(edges);
    }

    [Fact]
    public void One_change_touches_only_what_it_says()
    {
        var registry = new TestRegistry();
        for (var index = 0; index < 50; index++)
        {
            registry.Write($"/w/{index}", TestRegistry.Toml($"c{index}", "foundation = \"c0\"\n[ports]\nhttp = 80\n"));
        }

        var before = registry.Follow();
        registry.Write("/w/7", TestRegistry.Toml("c7", "foundation = \"c0\"\n[ports]\nhttp = 81\n"));
        var after = registry.Follow();
        after.Nodes().Where(node => !ReferenceEquals(node, before.Find(node.Id))).Select(node => node.Id).ShouldBe(["crate:c7", "port:80", "port:81"]);
        after.Find("crate:c0")!.In.Count.ShouldBe(49);
    }

    [Fact]
    public void A_crate_that_says_too_much_is_cut_and_says_so()
    {
        var capabilities = string.Join(',', Enumerable.Range(0, CrateFacts.MostEdges + 10).Select(index => $"\"c{index}\""));
        var graph = TestRegistry.Of(("/w/a", TestRegistry.Toml("a", $"[smart_meta]\ncapabilities = [{capabilities}]\n")));
        var node = graph.Find("crate:a")!;
        (node.Out.Count, node.LeftOut).ShouldBe((CrateFacts.MostEdges, 10));
        System.Text.Encoding.UTF8.GetString(node.Json.Span).ShouldContain("\"edges_left_out\":10");
    }

    [Fact]
    public void A_name_of_any_length_is_bounded_and_stays_distinct()
    {
        var (one, other) = (new string('x', 5000) + "1", new string('x', 5000) + "2");
        var graph = TestRegistry.Of(("/w/a", TestRegistry.Toml("a", $"[dependencies]\nb = \"{one}\"\nc = \"{other}\"\n")));
        var targets = graph.Find("crate:a")!.Out.Select(edge => edge.Fact.To).ToList();
        targets.Distinct().Count().ShouldBe(2);
        targets.ShouldAllBe(id => id.Length <= "crate:".Length + NodeId.MostCharacters);
    }

    private static void Agrees(IEnumerable<IEnumerable<Operation>> rounds)
    {
        var registry = new TestRegistry();
        foreach (var round in rounds)
        {
            foreach (var operation in round)
            {
                Do(registry, operation);
            }

            var graph = registry.Follow();
            var naive = new NaiveGraph(registry.Registry.Current);
            GraphText.Edges(graph).Order(StringComparer.Ordinal).ShouldBe(naive.Edges);
            GraphText.Nodes(graph).Order(StringComparer.Ordinal).ShouldBe(naive.Nodes);
            IsWhole(graph);
        }
    }

    /// <summary>Both ends know every edge, the order is that of the ids, and the counts are right.</summary>
    private static void IsWhole(GraphSnapshot graph)
    {
        var nodes = graph.Nodes().ToList();
        nodes.Select(node => node.Id).ShouldBe(nodes.Select(node => node.Id).Order(StringComparer.Ordinal));
        nodes.Select(node => node.Slot).Distinct().Count().ShouldBe(nodes.Count);
        foreach (var node in nodes)
        {
            graph.Find(node.Id).ShouldBeSameAs(node);
            node.Out.SequenceEqual(node.Out.Order(EdgeOrder.Edges)).ShouldBeTrue();
            node.In.SequenceEqual(node.In.Order(EdgeOrder.Edges)).ShouldBeTrue();
            node.Out.All(edge => edge.From == node.Slot && graph[edge.To].Id == edge.Fact.To && graph[edge.To].In.Contains(edge)).ShouldBeTrue();
            node.In.All(edge => edge.To == node.Slot && graph[edge.From].Id == edge.Fact.From && graph[edge.From].Out.Contains(edge)).ShouldBeTrue();
        }

        graph.Counts.Nodes.ShouldBe(Enum.GetValues<NodeKind>().Select(kind => nodes.Count(node => node.Kind == kind)));
        graph.Counts.Edges.ShouldBe(Enum.GetValues<EdgeKind>().Select(kind => nodes.Sum(node => node.Out.Count(edge => edge.Kind == kind))));
        graph.Counts.Unresolved.ShouldBe(nodes.Count(node => node.Unresolved));
    }

    private static void Do(TestRegistry registry, Operation operation)
    {
        switch (operation.Kind)
        {
            case "write":
                registry.Write(operation.Folder, TestRegistry.Toml(operation.Name, string.Concat(operation.Parts)), operation.Cargo);
                break;
            case "break":
                registry.Write(operation.Folder, "[broken");
                break;
            case "move":
                registry.Move(operation.Folder, operation.To);
                break;
            case "lose":
                registry.LoseRoot(operation.Folder);
                break;
            default:
                registry.Delete(operation.Folder);
                break;
        }
    }

    private static Gen<Operation> Operations()
        => from kind in Gen.Elements("write", "write", "write", "write", "break", "lose", "move", "delete")
           from folder in Gen.Elements(Folders)
           from to in Gen.Elements(Folders)
           from name in Gen.Elements(Names)
           from root in Gen.Elements(Parts[..3].Append("").ToArray())
           from first in Gen.Elements(Parts[3..])
           from second in Gen.Elements(Parts[3..])
           from cargo in Gen.Elements(Cargos)
           select new Operation(kind, folder, to, name, SectionOf(first) == SectionOf(second) ? [root, first] : [root, first, second], cargo);

    private static string SectionOf(string part) => part.StartsWith("[s", StringComparison.Ordinal) ? part : part.Split('\n')[0];

    private sealed record Operation(string Kind, string Folder, string To, string Name, string[] Parts, CargoPathDependency[] Cargo);
}
