namespace Ctas7.CrateDiscovery.Graph.Model;

/// <summary>
/// Some consecutive edges of one node. Those that leave it carry their JSON in one piece, in order, with commas between, so that
/// an answer takes a whole run of edges with one copy. Immutable.
/// </summary>
internal sealed class EdgeChunk
{
    private readonly byte[] _json;

    // The other ends, then where each JSON object ends: side by side, as they are read.
    private readonly int[] _numbers;

    /// <param name="edges">In order; at least one.</param>
    /// <param name="numbers">The other end of each edge, as <see cref="EdgeEnd"/>; for edges that leave, then where each JSON object ends.</param>
    /// <param name="json">JSON objects with commas between; empty for edges that enter.</param>
    internal EdgeChunk(GraphEdge[] edges, int[] numbers, byte[] json) => (Edges, _numbers, _json) = (edges, numbers, json);

    internal GraphEdge[] Edges { get; }

    internal int Count => _json.Length == 0 ? _numbers.Length : _numbers.Length / 2;

    internal ReadOnlySpan<int> Ends => _numbers.AsSpan(0, Count);

    /// <summary>The JSON of some of the edges, with commas between.</summary>
    internal ReadOnlySpan<byte> Json(int start, int count) => _json.AsSpan(JsonStart(start), JsonLength(start, count));

    /// <summary>The length of <see cref="Json"/>.</summary>
    internal int JsonLength(int start, int count) => JsonEnd(start + count - 1) - JsonStart(start);

    /// <summary>The place of an edge, by identity; -1 when it is elsewhere.</summary>
    internal int IndexOf(GraphEdge edge)
    {
        for (var index = 0; index < Edges.Length; index++)
        {
            if (ReferenceEquals(Edges[index], edge))
            {
                return index;
            }
        }

        return -1;
    }

    private int JsonStart(int index) => index == 0 ? 0 : JsonEnd(index - 1) + 1;

    private int JsonEnd(int index) => _numbers[(_numbers.Length / 2) + index];
}
