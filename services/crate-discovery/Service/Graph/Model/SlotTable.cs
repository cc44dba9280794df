namespace Ctas7.CrateDiscovery.Graph.Model;

/// <summary>Nodes by their slot, in chunks: a new table shares every chunk that was not touched. Immutable.</summary>
internal sealed class SlotTable
{
    private const int Bits = 8;
    private const int ChunkSize = 1 << Bits;
    private readonly GraphNode?[][] _chunks;

    private SlotTable(GraphNode?[][] chunks) => _chunks = chunks;

    internal static SlotTable Empty { get; } = new([]);

    /// <summary>One more than the highest slot that can be asked for.</summary>
    internal int Capacity => _chunks.Length << Bits;

    internal GraphNode? this[int slot] => _chunks[slot >> Bits][slot & (ChunkSize - 1)];

    /// <summary>A table with the slots set anew; null frees one.</summary>
    internal SlotTable With(IEnumerable<KeyValuePair<int, GraphNode?>> changes)
    {
        var chunks = _chunks.ToList();
        var own = new HashSet<int>();
        foreach (var (slot, node) in changes)
        {
            var chunk = slot >> Bits;
            while (chunks.Count <= chunk)
            {
                own.Add(chunks.Count);
                chunks.Add(new GraphNode?[ChunkSize]);
            }

            if (own.Add(chunk))
            {
                chunks[chunk] = [.. chunks[chunk]];
            }

            chunks[chunk][slot & (ChunkSize - 1)] = node;
        }

        return new SlotTable([.. chunks]);
    }
}
