using Ctas7.CrateDiscovery.Graph.Model;

namespace Ctas7.CrateDiscovery.Graph.Queries;

/// <summary>Counts what a query finds. Not thread-safe.</summary>
internal sealed class KindCounter
{
    private readonly int[] _nodes = new int[GraphWords.NodeKinds.Length];
    private readonly int[] _edges = new int[GraphWords.EdgeKinds.Length];
    private int _unresolved;

    /// <summary>What was counted so far.</summary>
    internal KindCounts Counts => new([.. _nodes], [.. _edges], _unresolved);

    internal void Add(GraphNode node)
    {
        _nodes[(int)node.Kind]++;
        _unresolved += node.Unresolved ? 1 : 0;
    }

    internal void Add(EdgeKind kind) => _edges[(int)kind]++;
}
