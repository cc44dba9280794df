using System.Collections;

namespace Ctas7.CrateDiscovery.Graph.Model;

/// <summary>
/// The edges that leave a node, or those that enter it, in order, in chunks: after a change the list shares every chunk that was not
/// touched, so that a change of a node with ten thousand edges costs as much as that of one with a few hundred. Immutable.
/// </summary>
public readonly struct EdgeList : IReadOnlyList<GraphEdge>
{
    /// <summary>Most edges of a chunk.</summary>
    internal const int LargestChunk = 256;

    private readonly EdgeChunk[]? _chunks;

    internal EdgeList(EdgeChunk[] chunks) => _chunks = chunks;

    /// <inheritdoc/>
    public int Count
    {
        get
        {
            var count = 0;
            foreach (var chunk in Chunks)
            {
                count += chunk.Edges.Length;
            }

            return count;
        }
    }

    /// <summary>Whether there are none.</summary>
    internal bool IsEmpty => Chunks.Length == 0;

    internal EdgeChunk[] Chunks => _chunks ?? [];

    /// <inheritdoc/>
    public GraphEdge this[int index]
    {
        get
        {
            foreach (var chunk in Chunks)
            {
                if (index < chunk.Edges.Length)
                {
                    return chunk.Edges[index];
                }

                index -= chunk.Edges.Length;
            }

            throw new ArgumentOutOfRangeException(nameof(index), index, "There are not so many edges.");
        }
    }

    /// <inheritdoc/>
    public IEnumerator<GraphEdge> GetEnumerator() => Chunks.SelectMany(chunk => chunk.Edges).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Whether any edge is of this kind.</summary>
    internal bool HasKind(EdgeKind kind)
    {
        foreach (var chunk in Chunks)
        {
            foreach (var end in chunk.Ends)
            {
                if (EdgeEnd.Kind(end) == kind)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
