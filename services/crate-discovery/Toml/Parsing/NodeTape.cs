using System.Buffers;

namespace Ctas7.Toml.Parsing;

/// <summary>The nodes of a document while it is read, in pooled memory; <see cref="Dispose"/> gives that back.</summary>
internal sealed class NodeTape : IDisposable
{
    private readonly ArrayPool<Node> _pool = ArrayPool<Node>.Shared;
    private KeyIndex _index;
    private byte[] _decodedKeys = [];
    private int _decodedLength;

    /// <summary>Starts with the root table as node 0.</summary>
    public NodeTape(int sourceLength)
    {
        Nodes = _pool.Rent(Math.Clamp(sourceLength / 24, 32, 1 << 18));
        Add(TomlValueKind.Table, TableState.Defined, 0, -1);
    }

    /// <summary>The nodes; replaced when they grow, so never keep a reference over <see cref="Add"/>.</summary>
    public Node[] Nodes { get; private set; }

    /// <summary>How many of the nodes are used.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a node that is nobody's child yet, and gives its number.</summary>
    public int Add(TomlValueKind kind, TableState state, int start, int parent)
    {
        if (Count == Nodes.Length) Grow();
        ref var node = ref Nodes[Count];
        node = default;
        node.Kind = kind;
        node.State = state;
        node.Start = start;
        node.Parent = parent;
        return Count++;
    }

    /// <summary>Adds a node as the last child of a table.</summary>
    public int AddChild(int table, in KeyText key, TomlValueKind kind, TableState state, int start)
    {
        var child = Add(kind, state, start, table);
        SetKey(child, in key);
        Append(table, child);
        _index.Added(Nodes, table);
        return child;
    }

    /// <summary>Adds a node as the last element of an array.</summary>
    public int AddElement(int array, TomlValueKind kind, TableState state, int start)
    {
        var element = Add(kind, state, start, array);
        Append(array, element);
        return element;
    }

    /// <summary>Gives a node its key, or another place of the same key.</summary>
    public void SetKey(int child, in KeyText key)
    {
        ref var node = ref Nodes[child];
        node.KeyText = key.Text;
        node.KeyLength = key.Length;
        node.KeyHash = key.Hash;
        node.KeyQuoted = key.Quoted;
    }

    /// <summary>The child with this key, or -1.</summary>
    public int Find(int table, ReadOnlySpan<byte> source, in KeyText key) =>
        _index.Find(Nodes, table, source, _decodedKeys, key.Hash, KeyOf(source, in key));

    /// <summary>A key's text.</summary>
    public ReadOnlySpan<byte> KeyOf(ReadOnlySpan<byte> source, in KeyText key) => TextStore.Key(source, _decodedKeys, key.Text, key.Length);

    /// <summary>Decodes a key with escapes and keeps it; gives the offset of its text behind the source.</summary>
    public KeyText Decode(ReadOnlySpan<byte> source, ReadOnlySpan<byte> content, int position)
    {
        var needed = _decodedLength + TextStore.PositionBytes + content.Length;
        if (needed > _decodedKeys.Length) Array.Resize(ref _decodedKeys, Math.Max(needed, Math.Max(64, _decodedKeys.Length * 2)));
        BitConverter.TryWriteBytes(_decodedKeys.AsSpan(_decodedLength), position);
        var start = _decodedLength + TextStore.PositionBytes;
        var length = StringDecoder.Decode(content, _decodedKeys.AsSpan(start));
        _decodedLength = start + length;
        return new KeyText(source.Length + start, length, KeyHash.Of(_decodedKeys.AsSpan(start, length)), Quoted: true);
    }

    /// <summary>The finished document, in memory of exactly its size.</summary>
    public TomlDocument ToDocument(ReadOnlyMemory<byte> source)
    {
        var nodes = GC.AllocateUninitializedArray<Node>(Count);
        Nodes.AsSpan(0, Count).CopyTo(nodes);
        var decodedKeys = _decodedKeys.AsSpan(0, _decodedLength).ToArray();
        return new TomlDocument(new TextStore(source, decodedKeys), decodedKeys, nodes, _index);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _pool.Return(Nodes);
        Nodes = [];
        Count = 0;
    }

    private void Append(int parent, int child)
    {
        ref var container = ref Nodes[parent];
        ref var node = ref Nodes[child];
        if (container.Count == 0)
        {
            node.Next = child;
        }
        else
        {
            ref var last = ref Nodes[container.Last];
            node.Next = last.Next;
            last.Next = child;
        }

        container.Last = child;
        container.Count++;
    }

    private void Grow()
    {
        var larger = _pool.Rent(Nodes.Length * 2);
        Nodes.AsSpan(0, Count).CopyTo(larger);
        _pool.Return(Nodes);
        Nodes = larger;
    }
}
