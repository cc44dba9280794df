using Ctas7.CrateDiscovery.Graph.Model;

namespace Ctas7.CrateDiscovery.Graph.Queries;

/// <summary>Which kinds of nodes and edges a query sees; what it does not see it does not pass through either.</summary>
/// <param name="Nodes">A bit per <see cref="NodeKind"/>.</param>
/// <param name="Edges">A bit per <see cref="EdgeKind"/>.</param>
public readonly record struct GraphFilter(int Nodes, int Edges)
{
    /// <summary>Everything.</summary>
    public static GraphFilter All { get; } = new(-1, -1);

    /// <summary>The words of kinds; where no kind of node (or of edge) is named, all of them are seen.</summary>
    /// <param name="words">Wire words of either.</param>
    /// <param name="unknown">Gets those that are neither.</param>
    public static GraphFilter Parse(IEnumerable<string> words, ICollection<string> unknown)
    {
        ArgumentNullException.ThrowIfNull(words);
        ArgumentNullException.ThrowIfNull(unknown);
        var (nodes, edges) = (0, 0);
        foreach (var word in words)
        {
            var (node, edge) = (GraphWords.NodeKinds.IndexOf(word), GraphWords.EdgeKinds.IndexOf(word));
            nodes |= node >= 0 ? 1 << node : 0;
            edges |= edge >= 0 ? 1 << edge : 0;
            if (node < 0 && edge < 0)
            {
                unknown.Add(word);
            }
        }

        return new GraphFilter(nodes == 0 ? -1 : nodes, edges == 0 ? -1 : edges);
    }

    /// <summary>Whether it sees nodes of this kind.</summary>
    public bool Sees(NodeKind kind) => (Nodes & (1 << (int)kind)) != 0;

    /// <summary>Whether it sees edges of this kind.</summary>
    public bool Sees(EdgeKind kind) => (Edges & (1 << (int)kind)) != 0;
}
