namespace Ctas7.CrateDiscovery.Graph.Model;

/// <summary>Nodes by their slot, in chunks: a new table shares every chunk that was not touched. Immutable.</summary>
internal sealed class SlotTable
{
    private const int Bits = 7;
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
        var chunks = (GraphNode?[][])_chunks.Clone();
        foreach (var (slot, node) in changes)
        {
            var chunk = slot >> Bits;
            if (chunk >= chunks.Length)
            {
                Array.Resize(ref chunks, chunk + 1);
            }

            if (chunk >= _chunks.Length)
            {
                chunks[chunk] ??= new GraphNode?[ChunkSize];
            }
            else if (ReferenceEquals(chunks[chunk], _chunks[chunk]))
            {
                chunks[chunk] = (GraphNode?[])_chunks[chunk].Clone();
            }

            chunks[chunk][slot & (ChunkSize - 1)] = node;
        }

        return new SlotTable(chunks);
    }
}
