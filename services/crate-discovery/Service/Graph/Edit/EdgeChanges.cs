using System.Runtime.InteropServices;
using Ctas7.CrateDiscovery.Graph.Model;

namespace Ctas7.CrateDiscovery.Graph.Edit;

/// <summary>Edges to be taken out of and put into an ordered list: those that leave a node, or those that enter it.</summary>
internal sealed class EdgeChanges(bool outgoing)
{
    // Room for a few more before a chunk is cut in two.
    private const int UsualChunk = EdgeList.LargestChunk * 3 / 4;
    private const int New = -1;

    private readonly List<GraphEdge> _added = [];
    private readonly List<EdgeFact> _removed = [];

    internal void Add(GraphEdge edge) => _added.Add(edge);

    internal void Remove(EdgeFact edge) => _removed.Add(edge);

    /// <summary>The list with the changes; chunks without any are shared.</summary>
    internal EdgeList ApplyTo(EdgeList before, GraphJson json)
    {
        if (_added.Count == 0 && _removed.Count == 0)
        {
            return before;
        }

        _added.Sort(EdgeOrder.Edges);
        _removed.Sort(EdgeOrder.Facts);
        var added = CollectionsMarshal.AsSpan(_added);
        var removed = CollectionsMarshal.AsSpan(_removed);
        var chunks = new List<EdgeChunk>(before.Chunks.Length + 1);
        if (before.Chunks.Length == 0)
        {
            var origins = new int[added.Length];
            Array.Fill(origins, New);
            Cut(chunks, [.. added], origins, before: null, json);
            return new EdgeList([.. chunks]);
        }

        for (var index = 0; index < before.Chunks.Length; index++)
        {
            // What comes before the first edge of the next chunk belongs into this one.
            var next = index + 1 < before.Chunks.Length ? before.Chunks[index + 1].Edges[0].Fact : null;
            var (adds, removes) = (0, 0);
            while (adds < added.Length && (next is null || EdgeOrder.Compare(added[adds].Fact, next) < 0))
            {
                adds++;
            }

            while (removes < removed.Length && (next is null || EdgeOrder.Compare(removed[removes], next) < 0))
            {
                removes++;
            }

            Change(chunks, before.Chunks[index], added[..adds], removed[..removes], json);
            added = added[adds..];
            removed = removed[removes..];
        }

        return new EdgeList([.. chunks]);
    }

    /// <summary>The chunk with the changes: a search per change and copies between them, and no sort.</summary>
    private void Change(List<EdgeChunk> chunks, EdgeChunk chunk, ReadOnlySpan<GraphEdge> added, ReadOnlySpan<EdgeFact> removed, GraphJson json)
    {
        if (added.Length == 0 && removed.Length == 0)
        {
            chunks.Add(chunk);
            return;
        }

        var origins = new int[chunk.Edges.Length + added.Length - removed.Length];
        var edges = new GraphEdge[origins.Length];
        var (read, written) = (0, 0);
        foreach (var edge in added)
        {
            var place = ~Search(chunk.Edges, edge.Fact);
            while (removed.Length > 0 && Search(chunk.Edges, removed[0]) is var gone && gone < place)
            {
                Copy(gone);
                read = gone + 1;
                removed = removed[1..];
            }

            Copy(place);
            origins[written] = New;
            edges[written++] = edge;
        }

        foreach (var fact in removed)
        {
            var gone = Search(chunk.Edges, fact);
            Copy(gone);
            read = gone + 1;
        }

        Copy(chunk.Edges.Length);
        Cut(chunks, edges, origins, chunk, json);

        void Copy(int end)
        {
            for (; read < end; read++)
            {
                origins[written] = read;
                edges[written++] = chunk.Edges[read];
            }
        }
    }

    /// <summary>Edges as chunks, none too large. <paramref name="origins"/> says where in the chunk <paramref name="before"/> each one was, or that it is new.</summary>
    private void Cut(List<EdgeChunk> chunks, GraphEdge[] edges, int[] origins, EdgeChunk? before, GraphJson json)
    {
        var parts = edges.Length <= EdgeList.LargestChunk ? 1 : (edges.Length + UsualChunk - 1) / UsualChunk;
        for (var (part, start) = (1, 0); start < edges.Length; part++)
        {
            var end = (int)((long)edges.Length * part / parts);
            chunks.Add(Chunk(edges[start..end], origins.AsSpan(start, end - start), before, json));
            start = end;
        }
    }

    private EdgeChunk Chunk(GraphEdge[] edges, ReadOnlySpan<int> origins, EdgeChunk? before, GraphJson json)
    {
        var numbers = new int[outgoing ? 2 * edges.Length : edges.Length];
        for (var index = 0; index < edges.Length; index++)
        {
            numbers[index] = EdgeEnd.Of(outgoing ? edges[index].To : edges[index].From, edges[index].Kind);
        }

        for (var index = 0; outgoing && index < edges.Length; index++)
        {
            if (index > 0)
            {
                json.Write(","u8);
            }

            if (origins[index] == New)
            {
                json.Write(edges[index].Fact);
            }
            else
            {
                json.Write(before!.Json(origins[index], 1));
            }

            numbers[edges.Length + index] = json.Written;
        }

        return new EdgeChunk(edges, numbers, outgoing ? json.Take() : []);
    }

    private static int Search(GraphEdge[] edges, EdgeFact wanted)
    {
        var (low, high) = (0, edges.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = EdgeOrder.Compare(edges[middle].Fact, wanted);
            if (order == 0)
            {
                return middle;
            }

            if (order < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return ~low;
    }
}
