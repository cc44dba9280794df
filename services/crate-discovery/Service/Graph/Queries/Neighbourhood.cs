using System.Buffers;
using Ctas7.CrateDiscovery.Graph.Model;

namespace Ctas7.CrateDiscovery.Graph.Queries;

/// <summary>What lies around a node, or everything.</summary>
public static class Neighbourhood
{
    private const int NodesPerCheck = 1024;
    private const int NotFound = int.MaxValue;

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
        var found = flood.Reached;
        var nodes = new ChunkedList<ViewNode>();
        foreach (var slot in found[..Math.Min(found.Length, cut.Nodes)])
        {
            nodes.Add(new ViewNode(graph[slot], flood.DistanceOf(slot)));
        }

        return Between(graph, found, nodes, filter, cut, cancellation);
    }

    /// <summary>Every node that the filter sees, by id, and every edge between them that it sees.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static GraphView Everything(GraphSnapshot graph, GraphFilter filter, GraphCut cut, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var slots = ArrayPool<int>.Shared.Rent(graph.Count);
        try
        {
            // Of the whole graph the snapshot knows the counts: what is cut off need not be looked at.
            var (isWhole, count, nodes) = (filter == GraphFilter.All, 0, new ChunkedList<ViewNode>());
            foreach (var node in graph.Nodes())
            {
                if (isWhole && count == cut.Nodes)
                {
                    break;
                }

                if (filter.Sees(node.Kind))
                {
                    slots[count++] = node.Slot;
                    if (count <= cut.Nodes)
                    {
                        nodes.Add(new ViewNode(node));
                    }
                }
            }

            var view = Between(graph, slots.AsSpan(0, count), nodes, filter, cut, cancellation);
            return isWhole ? view with { Found = graph.Counts } : view;
        }
        finally
        {
            ArrayPool<int>.Shared.Return(slots);
        }
    }

    /// <param name="graph">Where.</param>
    /// <param name="found">Slots of the nodes that were found, in order.</param>
    /// <param name="shown">The first of them.</param>
    /// <param name="filter">What is seen.</param>
    /// <param name="cut">Most edges.</param>
    /// <param name="cancellation">Ends it.</param>
    private static GraphView Between(
        GraphSnapshot graph, ReadOnlySpan<int> found, ChunkedList<ViewNode> shown, GraphFilter filter, GraphCut cut, CancellationToken cancellation)
    {
        // By slot: the node's place in the order, so that one array says what was found and what is shown.
        var places = ArrayPool<int>.Shared.Rent(graph.Capacity);
        try
        {
            places.AsSpan(0, graph.Capacity).Fill(NotFound);
            for (var place = 0; place < found.Length; place++)
            {
                places[found[place]] = place;
            }

            var (edges, counter) = (new EdgeRuns(), new KindCounter());
            for (var place = 0; place < found.Length; place++)
            {
                if (place % NodesPerCheck == 0)
                {
                    cancellation.ThrowIfCancellationRequested();
                }

                var node = place < shown.Count ? shown[place].Node : graph[found[place]];
                counter.Add(node);
                foreach (var chunk in node.Out.Chunks)
                {
                    Add(chunk, places, place < shown.Count ? shown.Count : 0, filter, counter, edges, cut.Edges);
                }
            }

            return new GraphView(graph, shown, edges, counter.Counts);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(places);
        }
    }

    /// <summary>Counts the edges of a chunk whose targets were found, and adds those whose targets are among the first <paramref name="shown"/>.</summary>
    private static void Add(EdgeChunk chunk, int[] places, int shown, GraphFilter filter, KindCounter counter, EdgeRuns edges, int most)
    {
        var ends = chunk.Ends;
        var start = 0;
        for (var index = 0; index < ends.Length; index++)
        {
            var (target, kind) = (places[EdgeEnd.Slot(ends[index])], EdgeEnd.Kind(ends[index]));
            var isFound = target != NotFound && filter.Sees(kind);
            if (isFound)
            {
                counter.Add(kind);
            }

            if (!isFound || target >= shown || edges.Count + index - start >= most)
            {
                AddRun(start, index);
                start = index + 1;
            }
        }

        AddRun(start, ends.Length);

        void AddRun(int from, int end)
        {
            if (end > from)
            {
                edges.Add(chunk, from, end - from);
            }
        }
    }
}
