namespace Ctas7.Toml.Parsing;

/// <summary>
/// Finds a key in a table. Small tables are searched along their ring; from <see cref="SmallTable"/> + 1 keys on a table's keys are in one
/// open-addressed hash table that the whole document shares, so a lookup takes constant time in any table.
/// </summary>
internal struct KeyIndex
{
    /// <summary>The most keys a table has without being indexed.</summary>
    public const int SmallTable = 8;

    private const int FirstBits = 6;

    private int[]? _buckets;
    private int _shift;
    private int _used;

    /// <summary>The node with this key, or -1.</summary>
    public readonly int Find(Node[] nodes, int table, ReadOnlySpan<byte> source, byte[] decodedKeys, uint hash, ReadOnlySpan<byte> key)
    {
        ref var parent = ref nodes[table];
        if (parent.Count > SmallTable) return FindIndexed(nodes, table, source, decodedKeys, hash, key);
        var at = parent.Last;
        for (var left = parent.Count; left > 0; left--)
        {
            at = nodes[at].Next;
            if (nodes[at].KeyHash == hash && Same(in nodes[at], source, decodedKeys, key)) return at;
        }

        return -1;
    }

    /// <summary>Adds the table's newest child; with the first child too many, all of them.</summary>
    public void Added(Node[] nodes, int table)
    {
        ref var parent = ref nodes[table];
        if (parent.Count < SmallTable + 1) return;
        if (parent.Count > SmallTable + 1)
        {
            Insert(nodes, parent.Last);
            return;
        }

        var at = parent.Last;
        for (var left = parent.Count; left > 0; left--)
        {
            at = nodes[at].Next;
            Insert(nodes, at);
        }
    }

    private static bool Same(in Node node, ReadOnlySpan<byte> source, byte[] decodedKeys, ReadOnlySpan<byte> key) =>
        node.KeyLength == key.Length && TextStore.Key(source, decodedKeys, node.KeyText, node.KeyLength).SequenceEqual(key);

    private readonly int FindIndexed(Node[] nodes, int table, ReadOnlySpan<byte> source, byte[] decodedKeys, uint hash, ReadOnlySpan<byte> key)
    {
        var buckets = _buckets!;
        for (var bucket = KeyHash.Bucket(hash, table, _shift); ; bucket = (bucket + 1) & (buckets.Length - 1))
        {
            // Node 0 is the root, which is nobody's child, so 0 marks an empty bucket.
            var at = buckets[bucket];
            if (at == 0) return -1;
            ref var node = ref nodes[at];
            if (node.KeyHash == hash && node.Parent == table && Same(in node, source, decodedKeys, key)) return at;
        }
    }

    private void Insert(Node[] nodes, int child)
    {
        if (_buckets is null || _used * 2 >= _buckets.Length) Grow(nodes);
        Put(nodes, child);
        _used++;
    }

    private readonly void Put(Node[] nodes, int child)
    {
        var buckets = _buckets!;
        var bucket = KeyHash.Bucket(nodes[child].KeyHash, nodes[child].Parent, _shift);
        while (buckets[bucket] != 0) bucket = (bucket + 1) & (buckets.Length - 1);
        buckets[bucket] = child;
    }

    private void Grow(Node[] nodes)
    {
        var old = _buckets ?? [];
        var bits = old.Length == 0 ? FirstBits : 64 - _shift + 1;
        _buckets = new int[1 << bits];
        _shift = 64 - bits;
        foreach (var child in old)
        {
            if (child != 0) Put(nodes, child);
        }
    }
}
