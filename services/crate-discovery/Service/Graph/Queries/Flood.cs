using System.Buffers;
using Ctas7.CrateDiscovery.Graph.Model;

namespace Ctas7.CrateDiscovery.Graph.Queries;

/// <summary>
/// Breadth first from one node, each distance in the order of the ids, so that equal graphs give equal answers: of several
/// shortest ways to a node, the one over the lowest id. Dispose it, and use it by one thread.
/// </summary>
internal sealed class Flood : IDisposable
{
    private const int Unseen = -1;
    private const int NodesPerCheck = 1024;
    private readonly GraphSnapshot _graph;
    private readonly int[] _distance;
    private readonly GraphEdge?[] _via;

    private Flood(GraphSnapshot graph)
    {
        _graph = graph;
        _distance = ArrayPool<int>.Shared.Rent(graph.Capacity);
        _distance.AsSpan(0, graph.Capacity).Fill(Unseen);
        _via = ArrayPool<GraphEdge?>.Shared.Rent(graph.Capacity);
    }

    /// <summary>Slots of what was reached, by distance, then id; the first is the root.</summary>
    internal List<int> Reached { get; } = [];

    /// <summary>Goes out from <paramref name="root"/>, which is reached whatever the filter says.</summary>
    /// <param name="graph">Where.</param>
    /// <param name="root">Where it begins.</param>
    /// <param name="walk">Which steps it takes.</param>
    /// <param name="filter">What it sees.</param>
    /// <param name="depth">Most steps from the root.</param>
    /// <param name="goal">Slot after whose distance it ends, or -1.</param>
    /// <param name="cancellation">Ends it with an exception.</param>
    internal static Flood From(GraphSnapshot graph, GraphNode root, Walk walk, GraphFilter filter, int depth, int goal, CancellationToken cancellation)
    {
        var flood = new Flood(graph);
        try
        {
            flood.Run(root, walk, filter, depth, goal, cancellation);
            return flood;
        }
        catch
        {
            flood.Dispose();
            throw;
        }
    }

    /// <summary>Steps from the root; -1 for a node that was not reached.</summary>
    internal int DistanceOf(int slot) => _distance[slot];

    /// <summary>The last edge on the way to a node that was reached; null for the root.</summary>
    internal GraphEdge? ViaOf(int slot) => _distance[slot] > 0 ? _via[slot] : null;

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_distance);
        ArrayPool<GraphEdge?>.Shared.Return(_via, clearArray: true);
    }

    private void Run(GraphNode root, Walk walk, GraphFilter filter, int depth, int goal, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var (outgoing, incoming) = (Mask(filter, kind => walk.TakesOut(kind)), Mask(filter, kind => walk.TakesIn(kind)));
        var frontier = new List<int> { root.Slot };
        _distance[root.Slot] = 0;
        for (var distance = 0; frontier.Count > 0; distance++)
        {
            Reached.AddRange(frontier);
            if (distance == depth || (goal >= 0 && _distance[goal] >= 0))
            {
                return;
            }

            var next = new List<int>();
            for (var at = 0; at < frontier.Count; at++)
            {
                if (at % NodesPerCheck == 0)
                {
                    cancellation.ThrowIfCancellationRequested();
                }

                var node = _graph[frontier[at]];
                Enter(node.Out, node.OutEnds, outgoing, filter, distance + 1, next);
                Enter(node.In, node.InEnds, incoming, filter, distance + 1, next);
            }

            frontier = InOrder(next, distance + 1);
        }
    }

    private void Enter(GraphEdge[] edges, int[] ends, int kinds, GraphFilter filter, int distance, List<int> next)
    {
        for (var index = 0; index < ends.Length && kinds != 0; index++)
        {
            var slot = EdgeEnd.Slot(ends[index]);
            if ((kinds & (1 << (int)EdgeEnd.Kind(ends[index]))) != 0 && _distance[slot] == Unseen && filter.Sees(_graph[slot].Kind))
            {
                _distance[slot] = distance;
                _via[slot] = edges[index];
                next.Add(slot);
            }
        }
    }

    /// <summary>A bit per kind of edge that is seen and taken.</summary>
    private static int Mask(GraphFilter filter, Predicate<EdgeKind> takes)
        => Enum.GetValues<EdgeKind>().Where(kind => filter.Sees(kind) && takes(kind)).Aggregate(0, (mask, kind) => mask | (1 << (int)kind));

    /// <summary>Sorts a few by their ids; picks many out of the order that the graph has anyway.</summary>
    private List<int> InOrder(List<int> slots, int distance)
    {
        if (slots.Count < _graph.Count / 16)
        {
            slots.Sort((x, y) => string.CompareOrdinal(_graph[x].Id, _graph[y].Id));
            return slots;
        }

        return [.. _graph.Order.Slots().Where(slot => _distance[slot] == distance)];
    }
}
