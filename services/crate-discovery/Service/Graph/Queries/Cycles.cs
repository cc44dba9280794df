using System.Buffers;
using Ctas7.CrateDiscovery.Graph.Model;

namespace Ctas7.CrateDiscovery.Graph.Queries;

/// <summary>Cycles of <c>depends_on</c>.</summary>
public static class Cycles
{
    private const int NodesPerCheck = 1024;

    /// <summary>Every strongly connected component that holds a cycle, by its first member's id.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static IReadOnlyList<Cycle> Of(GraphSnapshot graph, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(graph);
        using var tarjan = new Tarjan(graph);
        tarjan.Run(cancellation);
        var members = new ChunkedList<GraphNode>?[tarjan.Components + 1];
        var order = new List<ChunkedList<GraphNode>>(tarjan.Components);

        // In the order of the ids, so neither the members nor the components have to be sorted.
        foreach (var node in tarjan.Components == 0 ? [] : graph.Nodes())
        {
            if (tarjan.ComponentOf(node.Slot) is > 0 and var component)
            {
                if (members[component] is null)
                {
                    order.Add(members[component] = new ChunkedList<GraphNode>());
                }

                members[component]!.Add(node);
            }
        }

        var via = ArrayPool<GraphEdge?>.Shared.Rent(graph.Capacity);
        Array.Clear(via);
        try
        {
            return order.ConvertAll(component => new Cycle(component, Shortest(graph, component[0], tarjan, via, cancellation)));
        }
        finally
        {
            ArrayPool<GraphEdge?>.Shared.Return(via, clearArray: true);
        }
    }

    /// <summary>What one answer shows of cycles: the nodes and edges on their paths, each once.</summary>
    public static GraphView View(GraphSnapshot graph, IReadOnlyList<Cycle> cycles)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(cycles);
        var (nodes, edges) = (new ChunkedList<ViewNode>(), new EdgeRuns());
        foreach (var edge in cycles.SelectMany(cycle => cycle.Path))
        {
            var from = graph[edge.From];
            nodes.Add(new ViewNode(from));
            edges.Add(from, edge);
        }

        return GraphView.Whole(graph, nodes, edges);
    }

    /// <summary>Breadth first within the component, back to where it began. <paramref name="via"/> is empty for all of it before.</summary>
    private static List<GraphEdge> Shortest(GraphSnapshot graph, GraphNode start, Tarjan tarjan, GraphEdge?[] via, CancellationToken cancellation)
    {
        var component = tarjan.ComponentOf(start.Slot);
        var queue = new Queue<int>([start.Slot]);
        for (var looked = 0; queue.TryDequeue(out var slot); looked++)
        {
            if (looked % NodesPerCheck == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            foreach (var chunk in graph[slot].Out.Chunks)
            {
                var ends = chunk.Ends;
                for (var index = 0; index < ends.Length; index++)
                {
                    var to = EdgeEnd.Slot(ends[index]);
                    if (EdgeEnd.Kind(ends[index]) != EdgeKind.DependsOn || tarjan.ComponentOf(to) != component)
                    {
                        continue;
                    }

                    if (to == start.Slot)
                    {
                        return Back(chunk.Edges[index], start.Slot, via);
                    }

                    if (via[to] is null)
                    {
                        via[to] = chunk.Edges[index];
                        queue.Enqueue(to);
                    }
                }
            }
        }

        return [];
    }

    private static List<GraphEdge> Back(GraphEdge last, int start, GraphEdge?[] via)
    {
        var path = new List<GraphEdge> { last };
        while (path[^1].From != start)
        {
            path.Add(via[path[^1].From]!);
        }

        path.Reverse();
        return path;
    }
}
