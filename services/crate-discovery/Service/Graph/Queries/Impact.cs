using Ctas7.CrateDiscovery.Graph.Model;

namespace Ctas7.CrateDiscovery.Graph.Queries;

/// <summary>
/// What breaks when a node does: all that depends on it, directly or not (<see cref="GraphWords.TargetDepends"/>): who depends on
/// the crate, the ports it binds and their sisters and mirrors, who references those, and the capabilities that nobody else provides.
/// </summary>
public static class Impact
{
    /// <summary>The root and what breaks, nearest first, then by id, each with the edge by which it breaks; those edges.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static GraphView Of(GraphSnapshot graph, GraphNode root, int depth, GraphFilter filter, GraphCut cut, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(root);
        using var flood = Flood.From(graph, root, Walk.NeededBy, filter, depth, goal: -1, cancellation);
        var found = new List<ViewNode>(flood.Reached.Count);
        foreach (var slot in flood.Reached)
        {
            var node = graph[slot];
            if (node.Kind != NodeKind.Capability || slot == root.Slot || Array.TrueForAll(node.In, edge => flood.DistanceOf(edge.From) >= 0))
            {
                found.Add(new ViewNode(node, flood.DistanceOf(slot), flood.ViaOf(slot)));
            }
        }

        var shown = found.Count <= cut.Nodes ? found : found.GetRange(0, cut.Nodes);
        var counts = GraphView.Count(found.Select(one => one.Node), found.Where(one => one.Via is not null).Select(one => one.Via!));
        return new GraphView(graph, shown, [.. shown.Where(one => one.Via is not null).Select(one => one.Via!)], counts);
    }
}
