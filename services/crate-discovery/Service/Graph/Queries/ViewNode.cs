using Ctas7.CrateDiscovery.Graph.Model;

namespace Ctas7.CrateDiscovery.Graph.Queries;

/// <summary>A node in an answer.</summary>
/// <param name="Node">The node.</param>
/// <param name="Distance">Steps from where the query began; -1 where it began nowhere.</param>
public readonly record struct ViewNode(GraphNode Node, int Distance = -1)
{
    /// <summary>The last edge on the way there, where the answer tells ways.</summary>
    public GraphEdge? Via => Step.Chunk?.Edges[Step.Index];

    /// <summary>Id of the node before this one on the way; null without <see cref="Via"/>.</summary>
    public string? Before => Step.From?.Id;

    /// <summary>The last step on the way there.</summary>
    internal Step Step { get; init; }
}
