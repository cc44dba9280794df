using System.Collections;

namespace Ctas7.CrateDiscovery.Graph.Queries;

/// <summary>
/// A list that grows by whole arrays. It never copies what it holds, and none of its arrays is large enough for the large object heap,
/// which is only collected together with everything else. Not thread-safe while it grows.
/// </summary>
internal sealed class ChunkedList<T> : IReadOnlyList<T>
{
    private const int Bits = 10;
    private const int ChunkSize = 1 << Bits;
    private readonly List<T[]> _chunks = [];

    /// <inheritdoc/>
    public int Count { get; private set; }

    /// <inheritdoc/>
    public T this[int index] => _chunks[index >> Bits][index & (ChunkSize - 1)];

    internal ref T Last => ref _chunks[(Count - 1) >> Bits][(Count - 1) & (ChunkSize - 1)];

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator()
    {
        for (var index = 0; index < Count; index++)
        {
            yield return this[index];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal void Add(T item)
    {
        var (chunk, at) = (Count >> Bits, Count & (ChunkSize - 1));
        if (chunk == _chunks.Count)
        {
            // The first one begins small: most answers are.
            _chunks.Add(new T[chunk == 0 ? 16 : ChunkSize]);
        }
        else if (at == _chunks[chunk].Length)
        {
            var grown = new T[at * 2];
            _chunks[chunk].CopyTo(grown, 0);
            _chunks[chunk] = grown;
        }

        _chunks[chunk][at] = item;
        Count++;
    }
}
