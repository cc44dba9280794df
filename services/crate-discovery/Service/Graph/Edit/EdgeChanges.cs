using Ctas7.CrateDiscovery.Graph.Model;

namespace Ctas7.CrateDiscovery.Graph.Edit;

/// <summary>Edges to be taken out of and put into an ordered array.</summary>
internal sealed class EdgeChanges
{
    internal List<GraphEdge> Added { get; } = [];

    internal List<EdgeFact> Removed { get; } = [];

    /// <summary>
    /// The array with the changes: a search per change and block copies between them, so that one change of a node with
    /// ten thousand edges is a copy and not a sort.
    /// </summary>
    /// <param name="edges">As they were.</param>
    /// <param name="ends">Their other ends, in the same order.</param>
    /// <param name="slotOf">The slot of an edge's other end.</param>
    internal (GraphEdge[] Edges, int[] Ends) ApplyTo(GraphEdge[] edges, int[] ends, Func<GraphEdge, int> slotOf)
    {
        if (Added.Count == 0 && Removed.Count == 0)
        {
            return (edges, ends);
        }

        Added.Sort(EdgeOrder.Edges);
        Removed.Sort(EdgeOrder.Facts);
        var result = new GraphEdge[edges.Length + Added.Count - Removed.Count];
        var resultEnds = new int[result.Length];
        var (read, written, removed) = (0, 0, 0);
        foreach (var edge in Added)
        {
            CopyTo(~Search(edges, edge.Fact));
            resultEnds[written] = EdgeEnd.Of(slotOf(edge), edge.Kind);
            result[written++] = edge;
        }

        CopyTo(edges.Length);
        return (result, resultEnds);

        void CopyTo(int end)
        {
            while (removed < Removed.Count && Search(edges, Removed[removed]) is var gone && gone < end)
            {
                Copy(gone);
                read = gone + 1;
                removed++;
            }

            Copy(end);
        }

        void Copy(int end)
        {
            Array.Copy(edges, read, result, written, end - read);
            Array.Copy(ends, read, resultEnds, written, end - read);
            written += end - read;
            read = end;
        }
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
