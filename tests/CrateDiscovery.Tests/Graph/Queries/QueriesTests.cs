using Ctas7.CrateDiscovery.Graph.Model;
using Ctas7.CrateDiscovery.Graph.Queries;
using FsCheck;
using FsCheck.Fluent;

namespace Ctas7.CrateDiscovery.Tests.Graph.Queries;

/// <summary>Every query against a plain look at all pairs, on graphs made by chance; and the cases that a person would ask about.</summary>
public sealed class QueriesTests
{
    private static readonly GraphCut Uncut = new(int.MaxValue, int.MaxValue);

    [Fact]
    public void A_neighbourhood_holds_what_is_near_and_all_edges_between() => Check.One(Config.QuickThrowOnFailure, Prop.ForAll(Graphs().ToArbitrary(), links =>
    {
        var graph = Build(links);
        var near = Distances(graph, edge => [(edge.Fact.From, edge.Fact.To), (edge.Fact.To, edge.Fact.From)]);
        foreach (var (depth, direction) in new[] { (0, GraphDirection.Both), (1, GraphDirection.Both), (2, GraphDirection.Both), (64, GraphDirection.Both), (2, GraphDirection.Out), (2, GraphDirection.In) })
        {
            var distances = direction switch
            {
                GraphDirection.Out => Distances(graph, edge => [(edge.Fact.From, edge.Fact.To)]),
                GraphDirection.In => Distances(graph, edge => [(edge.Fact.To, edge.Fact.From)]),
                _ => near,
            };
            var root = graph.Find("crate:c0")!;
            var view = Neighbourhood.Around(graph, root, depth, direction, GraphFilter.All, Uncut, CancellationToken.None);
            view.Nodes.Select(found => (found.Distance, found.Node.Id)).ShouldBe(
                graph.Nodes().Where(node => distances[root.Id].GetValueOrDefault(node.Id, 99) <= depth).Select(node => (distances[root.Id][node.Id], node.Id))
                    .OrderBy(node => node.Item1).ThenBy(node => node.Id, StringComparer.Ordinal));
            var ids = view.Nodes.Select(found => found.Node.Id).ToHashSet();
            view.Edges.Select(edge => GraphText.Of(edge.Fact)).Order().ShouldBe(
                AllEdges(graph).Where(edge => ids.Contains(edge.Fact.From) && ids.Contains(edge.Fact.To)).Select(edge => GraphText.Of(edge.Fact)).Order());
            view.Truncated.ShouldBeFalse();
        }
    }));

    [Fact]
    public void A_path_is_the_shortest_and_holds_together() => Check.One(Config.QuickThrowOnFailure, Prop.ForAll(Graphs().ToArbitrary(), links =>
    {
        var graph = Build(links);
        var needs = Distances(graph, edge => [Depends(edge)]);
        foreach (var from in graph.Nodes())
        {
            foreach (var to in graph.Nodes())
            {
                var path = ShortestPath.Find(graph, from, to, GraphDirection.Out, GraphFilter.All, CancellationToken.None);
                (path?.Edges.Count).ShouldBe(needs[from.Id].TryGetValue(to.Id, out var length) ? length : null);
                for (var step = 0; step < path?.Edges.Count; step++)
                {
                    Depends(path.Edges[step]).ShouldBe((path.Nodes[step].Node.Id, path.Nodes[step + 1].Node.Id));
                }

                var back = ShortestPath.Find(graph, to, from, GraphDirection.In, GraphFilter.All, CancellationToken.None);
                (back?.Edges.Count).ShouldBe(path?.Edges.Count);
            }
        }
    }));

    [Fact]
    public void An_impact_is_everything_that_depends_on_it() => Check.One(Config.QuickThrowOnFailure, Prop.ForAll(Graphs().ToArbitrary(), links =>
    {
        var graph = Build(links);
        var needs = Distances(graph, edge => [Depends(edge)]);
        foreach (var root in graph.Nodes())
        {
            var view = Impact.Of(graph, root, 64, GraphFilter.All, Uncut, CancellationToken.None);
            var broken = graph.Nodes().Where(node => needs[node.Id].ContainsKey(root.Id)).Select(node => node.Id).ToHashSet();
            view.Nodes.Select(found => found.Node.Id).Order().ShouldBe(graph.Nodes()
                .Where(node => broken.Contains(node.Id) && (node.Kind != NodeKind.Capability || node == root || node.In.All(edge => broken.Contains(edge.Fact.From))))
                .Select(node => node.Id).Order());
            view.Nodes.Where(found => found.Node != root).All(found => found.Distance == needs[found.Node.Id][root.Id]
                && Depends(found.Via!) == (found.Node.Id, found.Before) && needs[found.Before!].GetValueOrDefault(root.Id) == found.Distance - 1).ShouldBeTrue();
        }
    }));

    [Fact]
    public void Cycles_are_the_crates_that_reach_each_other() => Check.One(Config.QuickThrowOnFailure, Prop.ForAll(Graphs().ToArbitrary(), links =>
    {
        var graph = Build(links);
        var reach = Distances(graph, edge => edge.Kind == EdgeKind.DependsOn ? [(edge.Fact.From, edge.Fact.To)] : []);
        bool Loops(string one, string other) => one == other
            ? graph.Find(one)!.Out.Any(edge => edge.Kind == EdgeKind.DependsOn && (edge.Fact.To == one || reach[edge.Fact.To].ContainsKey(one)))
            : reach[one].ContainsKey(other) && reach[other].ContainsKey(one);
        var expected = graph.Nodes().Where(node => Loops(node.Id, node.Id))
            .Select(node => string.Join(' ', graph.Nodes().Where(other => other == node || Loops(node.Id, other.Id)).Select(other => other.Id))).Distinct().ToList();
        var cycles = Cycles.Of(graph, CancellationToken.None);
        cycles.Select(cycle => string.Join(' ', cycle.Members.Select(member => member.Id))).ShouldBe(expected);
        foreach (var cycle in cycles)
        {
            cycle.Path[0].Fact.From.ShouldBe(cycle.Members[0].Id);
            cycle.Path[^1].Fact.To.ShouldBe(cycle.Members[0].Id);
            cycle.Path.Zip(cycle.Path.Skip(1)).All(pair => pair.First.Fact.To == pair.Second.Fact.From && pair.First.Kind == EdgeKind.DependsOn).ShouldBeTrue();
        }
    }));

    [Fact]
    public void What_breaks_with_a_crate_goes_over_its_ports_and_their_sisters()
    {
        var graph = TestRegistry.Of(
            ("/w/core", TestRegistry.Toml("sx9-core", "[ports]\nhttp = 80\nhttp_sister = 32848\n[smart_meta]\ncapabilities = [\"only\", \"shared\"]\n")),
            ("/w/web", TestRegistry.Toml("web", "[ports]\ncore = 80\n[smart_meta]\ncapabilities = [\"other\"]\n")),
            ("/w/spare", TestRegistry.Toml("spare", "[ports]\nx = 32848\n[port_roles]\nx = \"reference\"\n[smart_meta]\ncapabilities = [\"free\"]\n")),
            ("/w/up", TestRegistry.Toml("up", "[dependencies]\na = \"web\"\n")),
            ("/w/apart", TestRegistry.Toml("apart", "[smart_meta]\ncapabilities = [\"shared\"]\n")));
        var view = Impact.Of(graph, graph.Find("crate:sx9-core")!, 64, GraphFilter.All, Uncut, CancellationToken.None);
        view.Nodes.Select(found => $"{found.Distance} {found.Node.Id}").ShouldBe(
        [
            "0 crate:sx9-core", "1 capability:only", "1 port:80", "2 crate:web", "2 port:32848", "3 capability:other", "3 crate:spare", "3 crate:up", "4 capability:free",
        ]);
        view.Found.Nodes[(int)NodeKind.Crate].ShouldBe(4);
    }

    [Fact]
    public void Of_several_shortest_ways_the_one_over_the_lowest_id_is_told()
    {
        var graph = Build([(0, 3), (0, 2), (0, 1), (3, 4), (2, 4), (1, 4)]);
        var path = ShortestPath.Find(graph, graph.Find("crate:c0")!, graph.Find("crate:c4")!, GraphDirection.Out, GraphFilter.All, CancellationToken.None)!;
        path.Nodes.Select(found => found.Node.Name).ShouldBe(["c0", "c1", "c4"]);
    }

    [Fact]
    public void A_filter_neither_shows_nor_passes_what_it_does_not_see()
    {
        var graph = TestRegistry.Of(
            ("/w/a", TestRegistry.Toml("a", "[ports]\nhttp = 80\n[dependencies]\nx = \"c\"\n")),
            ("/w/b", TestRegistry.Toml("b", "[ports]\na = 80\n")),
            ("/w/c", TestRegistry.Toml("c")));
        var a = graph.Find("crate:a")!;
        Ids(Neighbourhood.Around(graph, a, 9, GraphDirection.Both, GraphFilter.Parse(["crate"], []), Uncut, CancellationToken.None)).ShouldBe(["crate:a", "crate:c"]);
        Ids(Neighbourhood.Around(graph, a, 9, GraphDirection.Both, GraphFilter.Parse(["binds", "references"], []), Uncut, CancellationToken.None)).ShouldBe(["crate:a", "port:80", "crate:b"]);
        Ids(Neighbourhood.Around(graph, graph.Find("port:80")!, 9, GraphDirection.Both, GraphFilter.Parse(["crate", "binds"], []), Uncut, CancellationToken.None)).ShouldBe(["port:80", "crate:a"]);
        Ids(Neighbourhood.Everything(graph, GraphFilter.Parse(["port"], []), Uncut, CancellationToken.None)).ShouldBe(["port:80"]);
        var unknown = new List<string>();
        GraphFilter.Parse(["crate", "craet", ""], unknown);
        unknown.ShouldBe(["craet", ""]);
    }

    [Fact]
    public void A_cut_keeps_the_nearest_and_says_what_there_was()
    {
        var graph = Build([.. Enumerable.Range(1, 7).Select(to => (0, to)), (1, 2)]);
        var view = Neighbourhood.Around(graph, graph.Find("crate:c0")!, 1, GraphDirection.Out, GraphFilter.All, new GraphCut(4, 3), CancellationToken.None);
        (view.Truncated, view.Found.TotalNodes, view.Found.TotalEdges).ShouldBe((true, 8, 8));
        Ids(view).ShouldBe(["crate:c0", "crate:c1", "crate:c2", "crate:c3"]);
        view.Edges.Select(edge => edge.Fact.To).ShouldBe(["crate:c1", "crate:c2", "crate:c3"]);
        var impact = Impact.Of(graph, graph.Find("crate:c2")!, 1, GraphFilter.All, new GraphCut(2, 9), CancellationToken.None);
        (impact.Truncated, Ids(impact).Length, impact.Edges.Count, impact.Found.TotalNodes).ShouldBe((true, 2, 1, 3));
    }

    [Fact]
    public void A_chain_of_twenty_thousand_crates_is_walked_and_its_ends_closed()
    {
        const int Length = 20_000;
        var graph = Ring(Length);
        var cycle = Cycles.Of(graph, CancellationToken.None).ShouldHaveSingleItem();
        (cycle.Members.Count, cycle.Path.Count).ShouldBe((Length, Length));
        ShortestPath.Find(graph, graph.Find("crate:c0")!, graph.Find($"crate:c{Length - 1}")!, GraphDirection.Out, GraphFilter.All, CancellationToken.None)!.Edges.Count.ShouldBe(Length - 1);
    }

    [Fact]
    public void A_cancelled_query_ends()
    {
        var graph = Build([(0, 1), (1, 0)]);
        var (node, stopped) = (graph.Find("crate:c0")!, new CancellationToken(canceled: true));
        Should.Throw<OperationCanceledException>(() => Neighbourhood.Around(graph, node, 1, GraphDirection.Both, GraphFilter.All, Uncut, stopped));
        Should.Throw<OperationCanceledException>(() => Neighbourhood.Everything(graph, GraphFilter.All, Uncut, stopped));
        Should.Throw<OperationCanceledException>(() => ShortestPath.Find(graph, node, node, GraphDirection.Both, GraphFilter.All, stopped) ?? throw new InvalidOperationException());
        Should.Throw<OperationCanceledException>(() => Impact.Of(graph, node, 1, GraphFilter.All, Uncut, stopped));
        Should.Throw<OperationCanceledException>(() => Cycles.Of(graph, stopped));
    }

    private static string[] Ids(GraphView view) => [.. view.Nodes.Select(found => found.Node.Id)];

    private static IEnumerable<GraphEdge> AllEdges(GraphSnapshot graph) => graph.Nodes().SelectMany(node => node.Out);

    /// <summary>Who depends on whom, as the contract lists it.</summary>
    private static (string Depending, string? On) Depends(GraphEdge edge) => edge.Kind switch
    {
        EdgeKind.Binds or EdgeKind.Provides => (edge.Fact.To, edge.Fact.From),
        _ => (edge.Fact.From, edge.Fact.To),
    };

    /// <summary>Floyd and Warshall: steps between all pairs that are connected.</summary>
    private static Dictionary<string, Dictionary<string, int>> Distances(GraphSnapshot graph, Func<GraphEdge, (string From, string? To)[]> steps)
    {
        var ids = graph.Nodes().Select(node => node.Id).ToList();
        var all = ids.ToDictionary(id => id, id => new Dictionary<string, int> { [id] = 0 });
        foreach (var (from, to) in AllEdges(graph).SelectMany(steps))
        {
            all[from].TryAdd(to!, 1);
        }

        foreach (var over in ids)
        {
            foreach (var from in ids.Where(from => all[from].ContainsKey(over)))
            {
                foreach (var (to, rest) in all[over].ToList())
                {
                    var length = all[from][over] + rest;
                    all[from][to] = Math.Min(all[from].GetValueOrDefault(to, int.MaxValue), length);
                }
            }
        }

        return all;
    }

    private static Gen<(int From, int To)[]> Graphs()
        => from links in (from a in Gen.Choose(0, 7) from b in Gen.Choose(0, 9) select (a, b)).ListOf()
           select links.Take(24).Append((0, 1)).ToArray();

    /// <summary>A link from crate to crate; to 8 and 9 it is a port that somebody binds and a capability.</summary>
    private static GraphSnapshot Build((int From, int To)[] links)
    {
        var registry = new TestRegistry();
        registry.WriteAll(links.Select(link => link.From).Concat(links.Select(link => link.To).Where(to => to < 8)).Distinct().Select(crate =>
        {
            var to = links.Where(link => link.From == crate).Select(link => link.To).ToHashSet();
            var dependencies = string.Concat(to.Where(other => other < 8).Select(other => $"c{other} = \"c{other}\"\n"));
            var port = to.Contains(8) ? $"[ports]\nx = 80\n[port_roles]\nx = \"{(crate % 2 == 0 ? "binding" : "reference")}\"\n" : "";
            var capability = to.Contains(9) ? "[smart_meta]\ncapabilities = [\"can\"]\n" : "";
            return ($"/w/{crate}", TestRegistry.Toml($"c{crate}", $"{port}{capability}[dependencies]\n{dependencies}"));
        }));
        return registry.Follow();
    }

    private static GraphSnapshot Ring(int length)
    {
        var registry = new TestRegistry();
        registry.WriteAll(Enumerable.Range(0, length).Select(crate => ($"/w/{crate}", TestRegistry.Toml($"c{crate}", $"[dependencies]\nx = \"c{(crate + 1) % length}\"\n"))));
        return registry.Follow();
    }
}
