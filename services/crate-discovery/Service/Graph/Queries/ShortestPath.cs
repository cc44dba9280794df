using Ctas7.CrateDiscovery.Graph.Model;

namespace Ctas7.CrateDiscovery.Graph.Queries;

/// <summary>
/// How one node depends on another. A step goes from what depends to what it depends on, whichever way the edge is
/// drawn: from a crate over the port it references to the crate that binds it.
/// </summary>
public static class ShortestPath
{
    /// <summary>The shortest path, both ends included, with the edges between them in order; null when there is none.</summary>
    /// <param name="graph">Where.</param>
    /// <param name="from">Where it begins.</param>
    /// <param name="to">Where it ends.</param>
    /// <param name="direction">Out: what <paramref name="from"/> depends on. In: what depends on it. Both: any connection.</param>
    /// <param name="filter">Kinds it may pass; both ends are always seen.</param>
    /// <param name="cancellation">Ends the search.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static GraphView? Find(GraphSnapshot graph, GraphNode from, GraphNode to, GraphDirection direction, GraphFilter filter, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        var walk = direction switch { GraphDirection.Out => Walk.Needs, GraphDirection.In => Walk.NeededBy, _ => Walk.Both };
        using var flood = Flood.From(graph, from, walk, filter with { Nodes = filter.Nodes | (1 << (int)to.Kind) }, int.MaxValue, to.Slot, cancellation);
        return flood.DistanceOf(to.Slot) < 0 ? null : Back(graph, flood, to);
    }

    private static GraphView Back(GraphSnapshot graph, Flood flood, GraphNode to)
    {
        var way = new List<int> { to.Slot };
        while (flood.DistanceOf(way[^1]) > 0)
        {
            way.Add(flood.Before(way[^1]));
        }

        way.Reverse();
        var (nodes, edges) = (new ChunkedList<ViewNode>(), new EdgeRuns());
        foreach (var node in way.ConvertAll(slot => graph[slot]))
        {
            var step = flood.StepTo(node);
            nodes.Add(new ViewNode(node, flood.DistanceOf(node.Slot)) { Step = step });
            edges.Add(step);
        }

        return GraphView.Whole(graph, nodes, edges);
    }
}
