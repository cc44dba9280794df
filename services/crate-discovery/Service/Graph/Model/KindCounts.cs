using System.Collections.Immutable;

namespace Ctas7.CrateDiscovery.Graph.Model;

/// <summary>How many nodes and edges of each kind there are.</summary>
/// <param name="Nodes">By the number of the <see cref="NodeKind"/>.</param>
/// <param name="Edges">By the number of the <see cref="EdgeKind"/>.</param>
/// <param name="Unresolved">How many of the nodes are unresolved.</param>
public sealed record KindCounts(ImmutableArray<int> Nodes, ImmutableArray<int> Edges, int Unresolved)
{
    /// <summary>Nothing at all.</summary>
    public static KindCounts None { get; } = new([.. new int[GraphWords.NodeKinds.Length]], [.. new int[GraphWords.EdgeKinds.Length]], 0);

    /// <summary>All nodes.</summary>
    public int TotalNodes => Nodes.Sum();

    /// <summary>All edges.</summary>
    public int TotalEdges => Edges.Sum();
}
