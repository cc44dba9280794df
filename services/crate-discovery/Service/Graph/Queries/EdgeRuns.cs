using System.Collections;
using Ctas7.CrateDiscovery.Graph.Model;

namespace Ctas7.CrateDiscovery.Graph.Queries;

/// <summary>Edges in an answer, kept as runs of edges that stand side by side in the graph. Not thread-safe while it grows.</summary>
public sealed class EdgeRuns : IReadOnlyList<GraphEdge>
{
    private readonly ChunkedList<EdgeRun> _runs = new();

    internal EdgeRuns()
    {
    }

    /// <inheritdoc/>
    public int Count { get; private set; }

    internal ChunkedList<EdgeRun> Runs => _runs;

    /// <inheritdoc/>
    public GraphEdge this[int index]
    {
        get
        {
            var (low, high) = (0, _runs.Count - 1);
            while (low < high)
            {
                var middle = (low + high + 1) / 2;
                (low, high) = _runs[middle].Before <= index ? (middle, high) : (low, middle - 1);
            }

            var run = _runs[low];
            return run.Chunk.Edges[run.Start + index - run.Before];
        }
    }

    /// <inheritdoc/>
    public IEnumerator<GraphEdge> GetEnumerator()
    {
        foreach (var run in _runs)
        {
            for (var index = 0; index < run.Count; index++)
            {
                yield return run.Chunk.Edges[run.Start + index];
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Adds edges of one chunk of edges that leave a node.</summary>
    internal void Add(EdgeChunk chunk, int start, int count)
    {
        if (_runs.Count > 0 && ReferenceEquals(_runs.Last.Chunk, chunk) && _runs.Last.Start + _runs.Last.Count == start)
        {
            _runs.Last = _runs.Last with { Count = _runs.Last.Count + count };
        }
        else
        {
            _runs.Add(new EdgeRun(chunk, start, count, Count));
        }

        Count += count;
    }

    /// <summary>Adds the edge of a step; nothing for no step.</summary>
    internal void Add(Step step)
    {
        if (step.Chunk is not null)
        {
            Add(step.Chunk, step.Index, 1);
        }
    }

    /// <summary>Adds an edge that leaves <paramref name="from"/>.</summary>
    internal void Add(GraphNode from, GraphEdge edge)
    {
        // The chunks are in order, and so is what is in them.
        var (chunks, index) = (from.Out.Chunks, 0);
        while (index + 1 < chunks.Length && EdgeOrder.Compare(edge.Fact, chunks[index].Edges[^1].Fact) > 0)
        {
            index++;
        }

        Add(chunks[index], chunks[index].IndexOf(edge), 1);
    }
}
