namespace Ctas7.CrateDiscovery.Graph.Model;

/// <summary>
/// Some consecutive edges of one node. Those that leave it carry their JSON in one piece, in order, with commas between, so that
/// an answer takes a whole run of edges with one copy. Immutable.
/// </summary>
internal sealed class EdgeChunk
{
    private readonly byte[] _json;
    private readonly int[] _jsonEnds;

    /// <param name="edges">In order; at least one.</param>
    /// <param name="ends">The other ends, as <see cref="EdgeEnd"/>.</param>
    /// <param name="json">JSON objects with commas between; empty for edges that enter.</param>
    /// <param name="jsonEnds">Where each object ends; empty for edges that enter.</param>
    internal EdgeChunk(GraphEdge[] edges, int[] ends, byte[] json, int[] jsonEnds) => (Edges, Ends, _json, _jsonEnds) = (edges, ends, json, jsonEnds);

    internal GraphEdge[] Edges { get; }

    internal int[] Ends { get; }

    /// <summary>The JSON of some of the edges, with commas between.</summary>
    internal ReadOnlySpan<byte> Json(int start, int count) => _json.AsSpan(JsonStart(start), JsonLength(start, count));

    /// <summary>The length of <see cref="Json"/>.</summary>
    internal int JsonLength(int start, int count) => _jsonEnds[start + count - 1] - JsonStart(start);

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

    private int JsonStart(int index) => index == 0 ? 0 : _jsonEnds[index - 1] + 1;
}
