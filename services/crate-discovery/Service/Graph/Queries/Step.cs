using Ctas7.CrateDiscovery.Graph.Model;

namespace Ctas7.CrateDiscovery.Graph.Queries;

/// <summary>A step along an edge, either way. The edge itself is not touched: of a large answer that would be the most work.</summary>
/// <param name="From">Where it begins; null for no step at all.</param>
/// <param name="Chunk">Holds the edge, among those that leave the edge's own source.</param>
/// <param name="Index">The edge's place there.</param>
internal readonly record struct Step(GraphNode? From, EdgeChunk? Chunk, int Index)
{
    /// <summary>What the edge says.</summary>
    internal EdgeKind Kind => EdgeEnd.Kind(Chunk!.Ends[Index]);
}
