using System.Buffers;
using Ctas7.CrateDiscovery.Graph.Model;

namespace Ctas7.CrateDiscovery.Graph.Queries;

/// <summary>What lies around a node, or everything.</summary>
public static class Neighbourhood
{
    private const int NodesPerCheck = 1024;

    /// <summary>
    /// The nodes within <paramref name="depth"/> steps of <paramref name="root"/>, nearest first, then by id, and every edge
    /// between them that the filter sees.
    /// </summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static GraphView Around(
        GraphSnapshot graph, GraphNode root, int depth, GraphDirection direction, GraphFilter filter, GraphCut cut, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(root);
        var walk = direction switch { GraphDirection.Out => Walk.Out, GraphDirection.In => Walk.In, _ => Walk.Both };
        using var flood = Flood.From(graph, root, walk, filter, depth, goal: -1, cancellation);
        return Between(graph, flood.Reached.ConvertAll(slot => new ViewNode(graph[slot], flood.DistanceOf(slot))), filter, cut, cancellation);
    }

    /// <summary>Every node that the filter sees, by id, and every edge between them that it sees.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static GraphView Everything(GraphSnapshot graph, GraphFilter filter, GraphCut cut, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var found = graph.Nodes().Where(node => filter.Sees(node.Kind)).Select(node => new ViewNode(node));

        // Of the whole graph the snapshot knows the counts: what is cut off need not be looked at.
        return filter == GraphFilter.All
            ? Between(graph, [.. found.Take(cut.Nodes)], filter, cut, cancellation) with { Found = graph.Counts }
            : Between(graph, [.. found], filter, cut, cancellation);
    }

    private static GraphView Between(GraphSnapshot graph, List<ViewNode> found, GraphFilter filter, GraphCut cut, CancellationToken cancellation)
    {
        // By slot: the node's place in the order, so that one array says what was found and what is shown.
        var places = ArrayPool<int>.Shared.Rent(graph.Capacity);
        try
        {
            places.AsSpan(0, graph.Capacity).Fill(int.MaxValue);
            for (var place = 0; place < found.Count; place++)
            {
                places[found[place].Node.Slot] = place;
            }

            var shown = found.Count <= cut.Nodes ? found : found.GetRange(0, cut.Nodes);
            var edges = new List<GraphEdge>();
            var counts = new int[GraphWords.EdgeKinds.Length];
            for (var place = 0; place < found.Count; place++)
            {
                if (place % NodesPerCheck == 0)
                {
                    cancellation.ThrowIfCancellationRequested();
                }

                var node = found[place].Node;
                for (var index = 0; index < node.OutEnds.Length; index++)
                {
                    var (target, kind) = (places[EdgeEnd.Slot(node.OutEnds[index])], EdgeEnd.Kind(node.OutEnds[index]));
                    if (target == int.MaxValue || !filter.Sees(kind))
                    {
                        continue;
                    }

                    counts[(int)kind]++;
                    if (place < cut.Nodes && target < cut.Nodes && edges.Count < cut.Edges)
                    {
                        edges.Add(node.Out[index]);
                    }
                }
            }

            return new GraphView(graph, shown, edges, GraphView.Count(found.Select(one => one.Node), []) with { Edges = [.. counts] });
        }
        finally
        {
            ArrayPool<int>.Shared.Return(places);
        }
    }
}
