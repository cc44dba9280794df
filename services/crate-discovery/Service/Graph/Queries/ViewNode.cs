using Ctas7.CrateDiscovery.Graph.Model;

namespace Ctas7.CrateDiscovery.Graph.Queries;

/// <summary>A node in an answer.</summary>
/// <param name="Node">The node.</param>
/// <param name="Distance">Steps from where the query began; -1 where it began nowhere.</param>
/// <param name="Via">The last edge on the way there, where the answer tells ways.</param>
public readonly record struct ViewNode(GraphNode Node, int Distance = -1, GraphEdge? Via = null)
{
    /// <summary>Id of the node before this one on the way; null without <see cref="Via"/>.</summary>
    public string? Before => Via is null ? null : Via.From == Node.Slot ? Via.Fact.To : Via.Fact.From;
}
