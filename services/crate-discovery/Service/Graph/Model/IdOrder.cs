namespace Ctas7.CrateDiscovery.Graph.Model;

/// <summary>Ids in ordinal order with their slots, in chunks: a new order shares every chunk that was not touched. Immutable.</summary>
internal sealed class IdOrder
{
    private const int LargestChunk = 256;
    private const int UsualChunk = LargestChunk * 3 / 4;
    private readonly Entry[][] _chunks;

    private IdOrder(Entry[][] chunks, int count) => (_chunks, Count) = (chunks, count);

    internal static IdOrder Empty { get; } = new([], 0);

    /// <summary>How many ids there are.</summary>
    internal int Count { get; }

    /// <summary>The slot of an id, or -1.</summary>
    internal int Find(string id)
    {
        if (_chunks.Length == 0)
        {
            return -1;
        }

        var chunk = _chunks[ChunkOf(_chunks, id)];
        var at = Array.BinarySearch(chunk, new Entry(id, 0));
        return at >= 0 ? chunk[at].Slot : -1;
    }

    /// <summary>The slots at which <paramref name="values"/> holds <paramref name="wanted"/>, in the order of the ids.</summary>
    internal void Pick(ReadOnlySpan<int> values, int wanted, Span<int> picked)
    {
        var count = 0;
        foreach (var chunk in _chunks)
        {
            foreach (var entry in chunk)
            {
                if (values[entry.Slot] == wanted)
                {
                    picked[count++] = entry.Slot;
                }
            }
        }
    }

    /// <summary>Every slot, in the order of the ids.</summary>
    internal IEnumerable<int> Slots()
    {
        foreach (var chunk in _chunks)
        {
            foreach (var entry in chunk)
            {
                yield return entry.Slot;
            }
        }
    }

    /// <summary>Ids that begin with <paramref name="prefix"/>, in order.</summary>
    internal IEnumerable<string> Ids(string prefix)
    {
        for (var index = _chunks.Length == 0 ? 0 : ChunkOf(_chunks, prefix); index < _chunks.Length; index++)
        {
            foreach (var entry in _chunks[index])
            {
                if (entry.Id.StartsWith(prefix, StringComparison.Ordinal))
                {
                    yield return entry.Id;
                }
                else if (string.CompareOrdinal(entry.Id, prefix) > 0)
                {
                    yield break;
                }
            }
        }
    }

    /// <summary>An order without the removed ids and with the added ones. An id is not in both; removed ones are here, added ones are not.</summary>
    internal IdOrder With(IReadOnlyCollection<string> removed, IReadOnlyCollection<KeyValuePair<string, int>> added)
    {
        if (Count == 0)
        {
            return Of(added);
        }

        if (removed.Count == 0 && added.Count == 0)
        {
            return this;
        }

        var chunks = _chunks.ToList();
        var count = Count;
        foreach (var id in removed)
        {
            var index = ChunkOf(chunks, id);
            Entry[] left = [.. chunks[index].Where(entry => entry.Id != id)];
            if (left.Length == 0)
            {
                chunks.RemoveAt(index);
            }
            else
            {
                chunks[index] = left;
            }

            count--;
        }

        foreach (var (id, slot) in added)
        {
            Add(chunks, new Entry(id, slot));
            count++;
        }

        return new IdOrder([.. chunks], count);
    }

    private static IdOrder Of(IReadOnlyCollection<KeyValuePair<string, int>> added)
    {
        Entry[] entries = [.. added.Select(id => new Entry(id.Key, id.Value))];
        Array.Sort(entries);
        return new IdOrder([.. entries.Chunk(UsualChunk)], entries.Length);
    }

    private static void Add(List<Entry[]> chunks, Entry entry)
    {
        if (chunks.Count == 0)
        {
            chunks.Add([entry]);
            return;
        }

        var index = ChunkOf(chunks, entry.Id);
        var old = chunks[index];
        var at = ~Array.BinarySearch(old, entry);
        var grown = new Entry[old.Length + 1];
        Array.Copy(old, grown, at);
        grown[at] = entry;
        Array.Copy(old, at, grown, at + 1, old.Length - at);
        if (grown.Length <= LargestChunk)
        {
            chunks[index] = grown;
        }
        else
        {
            chunks[index] = grown[..(grown.Length / 2)];
            chunks.Insert(index + 1, grown[(grown.Length / 2)..]);
        }
    }

    /// <summary>The chunk in which an id is or would be.</summary>
    private static int ChunkOf(IReadOnlyList<Entry[]> chunks, string id)
    {
        var (low, high) = (0, chunks.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (string.CompareOrdinal(chunks[middle][0].Id, id) <= 0)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return low;
    }

    private readonly record struct Entry(string Id, int Slot) : IComparable<Entry>
    {
        public int CompareTo(Entry other) => string.CompareOrdinal(Id, other.Id);
    }
}
