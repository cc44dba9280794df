using System.Buffers;
using Ctas7.CrateDiscovery.Graph.Model;

namespace Ctas7.CrateDiscovery.Graph.Queries;

/// <summary>
/// Breadth first from one node, each distance in the order of the ids, so that equal graphs give equal answers: of several
/// shortest ways to a node, the one over the lowest id. Its arrays are borrowed: dispose it, and use it by one thread.
/// </summary>
internal sealed class Flood : IDisposable
{
    private const int Unseen = -1;
    private const int NodesPerCheck = 1024;

    // Of an edge taken forwards, the chunk and the place in it; of one taken backwards, the complement of its kind.
    private const int ChunkBits = 8;
    private readonly GraphSnapshot _graph;
    private readonly GraphFilter _filter;
    private readonly bool _seesAllNodes;
    private readonly int[] _distance;
    private readonly int[] _before;
    private readonly int[] _via;
    private readonly int[] _reached;
    private int _count;

    private Flood(GraphSnapshot graph, GraphFilter filter)
    {
        (_graph, _filter) = (graph, filter);
        _seesAllNodes = Enum.GetValues<NodeKind>().All(filter.Sees);
        _distance = ArrayPool<int>.Shared.Rent(graph.Capacity);
        _distance.AsSpan(0, graph.Capacity).Fill(Unseen);
        _before = ArrayPool<int>.Shared.Rent(graph.Capacity);
        _via = ArrayPool<int>.Shared.Rent(graph.Capacity);
        _reached = ArrayPool<int>.Shared.Rent(graph.Capacity);
    }

    /// <summary>Slots of what was reached, by distance, then id; the first is the root.</summary>
    internal ReadOnlySpan<int> Reached => _reached.AsSpan(0, _count);

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
        var flood = new Flood(graph, filter);
        try
        {
            flood.Run(root, walk, depth, goal, cancellation);
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

    /// <summary>Slot of the node before one that was reached and is not the root.</summary>
    internal int Before(int slot) => _before[slot];

    /// <summary>The last step on the way to a node that was reached; none for the root.</summary>
    internal Step StepTo(GraphNode node)
    {
        if (_distance[node.Slot] <= 0)
        {
            return default;
        }

        var (via, before) = (_via[node.Slot], _graph[_before[node.Slot]]);
        if (via >= 0)
        {
            return new Step(before, before.Out.Chunks[via >> ChunkBits], via & ((1 << ChunkBits) - 1));
        }

        // Of several such edges the first: between the same two nodes the order of those that leave is that of those that enter.
        var (wanted, chunks) = (EdgeEnd.Of(before.Slot, (EdgeKind)~via), node.Out.Chunks);
        for (var chunk = 0; ; chunk++)
        {
            if (chunks[chunk].Ends.IndexOf(wanted) is var index and >= 0)
            {
                return new Step(before, chunks[chunk], index);
            }
        }
    }

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_distance);
        ArrayPool<int>.Shared.Return(_before);
        ArrayPool<int>.Shared.Return(_via);
        ArrayPool<int>.Shared.Return(_reached);
    }

    private void Run(GraphNode root, Walk walk, int depth, int goal, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var (outgoing, incoming) = (Mask(kind => walk.TakesOut(kind)), Mask(kind => walk.TakesIn(kind)));
        _distance[root.Slot] = 0;
        _reached[_count++] = root.Slot;
        for (var (start, distance) = (0, 0); start < _count && distance < depth && !(goal >= 0 && _distance[goal] >= 0); distance++)
        {
            var end = _count;
            for (var at = start; at < end; at++)
            {
                if ((at - start) % NodesPerCheck == 0)
                {
                    cancellation.ThrowIfCancellationRequested();
                }

                var node = _graph[_reached[at]];
                Enter(node, node.Out, isBackwards: false, outgoing, distance + 1);
                Enter(node, node.In, isBackwards: true, incoming, distance + 1);
            }

            Order(end, distance + 1);
            start = end;
        }
    }

    private void Enter(GraphNode from, EdgeList edges, bool isBackwards, int kinds, int distance)
    {
        var chunks = kinds == 0 ? [] : edges.Chunks;
        for (var chunk = 0; chunk < chunks.Length; chunk++)
        {
            var ends = chunks[chunk].Ends;
            for (var index = 0; index < ends.Length; index++)
            {
                var slot = EdgeEnd.Slot(ends[index]);
                if (_distance[slot] == Unseen && (kinds & (1 << (int)EdgeEnd.Kind(ends[index]))) != 0 && (_seesAllNodes || _filter.Sees(_graph[slot].Kind)))
                {
                    _distance[slot] = distance;
                    _before[slot] = from.Slot;
                    _via[slot] = isBackwards ? ~(int)EdgeEnd.Kind(ends[index]) : (chunk << ChunkBits) | index;
                    _reached[_count++] = slot;
                }
            }
        }
    }

    /// <summary>A bit per kind of edge that is seen and taken.</summary>
    private int Mask(Predicate<EdgeKind> takes)
        => Enum.GetValues<EdgeKind>().Where(kind => _filter.Sees(kind) && takes(kind)).Aggregate(0, (mask, kind) => mask | (1 << (int)kind));

    /// <summary>Puts what was reached last in the order of the ids: sorts a few, picks many out of the order that the graph has anyway.</summary>
    private void Order(int start, int distance)
    {
        var last = _reached.AsSpan(start, _count - start);
        if (last.Length < _graph.Count / 128)
        {
            last.Sort((x, y) => string.CompareOrdinal(_graph[x].Id, _graph[y].Id));
        }
        else
        {
            _graph.Order.Pick(_distance.AsSpan(0, _graph.Capacity), distance, last);
        }
    }
}
