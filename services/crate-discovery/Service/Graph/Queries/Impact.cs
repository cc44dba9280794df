using Ctas7.CrateDiscovery.Graph.Model;

namespace Ctas7.CrateDiscovery.Graph.Queries;

/// <summary>
/// What breaks when a node does: all that depends on it, directly or not (<see cref="GraphWords.TargetDepends"/>): who depends on
/// the crate, the ports it binds and their sisters and mirrors, who references those, and the capabilities that nobody else provides.
/// </summary>
public static class Impact
{
    private const int NodesPerCheck = 1024;

    /// <summary>The root and what breaks, nearest first, then by id, each with the edge by which it breaks; those edges.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static GraphView Of(GraphSnapshot graph, GraphNode root, int depth, GraphFilter filter, GraphCut cut, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(root);
        using var flood = Flood.From(graph, root, Walk.NeededBy, filter, depth, goal: -1, cancellation);
        var (nodes, edges, counter, looked) = (new ChunkedList<ViewNode>(), new EdgeRuns(), new KindCounter(), 0);
        foreach (var slot in flood.Reached)
        {
            if (looked++ % NodesPerCheck == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            var node = graph[slot];
            if (node.Kind == NodeKind.Capability && slot != root.Slot && IsProvidedElsewhere(node, flood))
            {
                continue;
            }

            var step = flood.StepTo(node);
            counter.Add(node);
            if (step.Chunk is not null)
            {
                counter.Add(step.Kind);
            }

            if (nodes.Count < cut.Nodes)
            {
                nodes.Add(new ViewNode(node, flood.DistanceOf(slot)) { Step = step });
                edges.Add(step);
            }
        }

        return new GraphView(graph, nodes, edges, counter.Counts);
    }

    private static bool IsProvidedElsewhere(GraphNode capability, Flood flood)
    {
        foreach (var chunk in capability.In.Chunks)
        {
            foreach (var end in chunk.Ends)
            {
                if (flood.DistanceOf(EdgeEnd.Slot(end)) < 0)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
