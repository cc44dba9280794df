using Ctas7.CrateDiscovery.Graph.Model;

namespace Ctas7.CrateDiscovery.Graph.Queries;

/// <summary>Consecutive edges of one chunk.</summary>
/// <param name="Chunk">Where.</param>
/// <param name="Start">The first.</param>
/// <param name="Count">How many; at least one.</param>
/// <param name="Before">How many edges the list holds before this run.</param>
internal readonly record struct EdgeRun(EdgeChunk Chunk, int Start, int Count, int Before)
{
    internal int JsonLength => Chunk.JsonLength(Start, Count);

    internal ReadOnlySpan<byte> Json => Chunk.Json(Start, Count);
}
