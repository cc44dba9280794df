using Ctas7.CrateDiscovery.Graph.Model;

namespace Ctas7.CrateDiscovery.Graph.Queries;

/// <summary>The part of a graph that a query found. Both ends of every edge are among the nodes.</summary>
/// <param name="Graph">The snapshot it is of.</param>
/// <param name="Nodes">In order; at most as many as were asked for.</param>
/// <param name="Edges">In the order of the nodes they leave; at most as many as were asked for.</param>
/// <param name="Found">How many there were before the cut.</param>
public sealed record GraphView(GraphSnapshot Graph, IReadOnlyList<ViewNode> Nodes, EdgeRuns Edges, KindCounts Found)
{
    /// <summary>Whether something was cut off.</summary>
    public bool Truncated => Found.TotalNodes > Nodes.Count || Found.TotalEdges > Edges.Count;

    /// <summary>A view of these nodes and edges, which are all there were.</summary>
    internal static GraphView Whole(GraphSnapshot graph, IReadOnlyList<ViewNode> nodes, EdgeRuns edges)
    {
        var counter = new KindCounter();
        foreach (var found in nodes)
        {
            counter.Add(found.Node);
        }

        foreach (var edge in edges)
        {
            counter.Add(edge.Kind);
        }

        return new GraphView(graph, nodes, edges, counter.Counts);
    }
}
