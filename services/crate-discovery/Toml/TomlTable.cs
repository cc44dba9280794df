using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Ctas7.Toml.Parsing;

namespace Ctas7.Toml;

/// <summary>A table: keys with values in the order the document first names them. Lookup by key takes constant time.</summary>
[SuppressMessage("Naming", "CA1710", Justification = "Table is the specification's word.")]
public readonly struct TomlTable : IReadOnlyCollection<TomlEntry>
{
    private const int StackKey = 256;

    private readonly TomlDocument? _document;
    private readonly int _node;

    internal TomlTable(TomlDocument document, int node)
    {
        _document = document;
        _node = node;
    }

    /// <summary>How many keys there are.</summary>
    public int Count => _document?.NodeAt(_node).Count ?? 0;

    /// <summary>Where the table starts: its header, its brace, or the first key that names it.</summary>
    public TomlPosition Position => AsValue().Position;

    /// <summary>The value of a key.</summary>
    /// <exception cref="KeyNotFoundException">The table has no such key.</exception>
    public TomlValue this[string key] => TryGetValue(key, out var value)
        ? value
        : throw new KeyNotFoundException($"The TOML table has no key \"{key}\".");

    /// <summary>Gives the value of a key, or false.</summary>
    public bool TryGetValue(string key, out TomlValue value)
    {
        var found = TryGetEntry(key, out var entry);
        value = found ? entry.Value : default;
        return found;
    }

    /// <summary>Gives the value of a key in UTF-8, or false.</summary>
    public bool TryGetValue(ReadOnlySpan<byte> utf8Key, out TomlValue value)
    {
        var found = TryGetEntry(utf8Key, out var entry);
        value = found ? entry.Value : default;
        return found;
    }

    /// <summary>Gives a key with its position and value, or false.</summary>
    public bool TryGetEntry(string key, out TomlEntry entry)
    {
        ArgumentNullException.ThrowIfNull(key);
        var most = Encoding.UTF8.GetMaxByteCount(key.Length);
        var utf8 = most <= StackKey ? stackalloc byte[StackKey] : new byte[most];
        return TryGetEntry(utf8[..Encoding.UTF8.GetBytes(key, utf8)], out entry);
    }

    /// <summary>Gives a key in UTF-8 with its position and value, or false.</summary>
    public bool TryGetEntry(ReadOnlySpan<byte> utf8Key, out TomlEntry entry)
    {
        var child = _document?.Find(_node, utf8Key) ?? -1;
        entry = child < 0 ? default : new TomlEntry(_document!, child);
        return child >= 0;
    }

    /// <summary>Whether the table has a key.</summary>
    public bool ContainsKey(string key) => TryGetEntry(key, out _);

    /// <summary>Gives the value at the end of a path of keys through tables, or false when a part is missing or is no table.</summary>
    public bool TryFind(ReadOnlySpan<string> path, out TomlValue value)
    {
        value = AsValue();
        foreach (var key in path)
        {
            if (!value.TryGetTable(out var table) || !table.TryGetValue(key, out value))
            {
                value = default;
                return false;
            }
        }

        return value.Kind != TomlValueKind.None;
    }

    /// <summary>The table as a value.</summary>
    public TomlValue AsValue() => _document is null ? default : new TomlValue(_document, _node);

    /// <summary>The keys in document order.</summary>
    public Enumerator GetEnumerator() => new(_document, _node);

    IEnumerator<TomlEntry> IEnumerable<TomlEntry>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Steps through the keys of a table in document order.</summary>
    [SuppressMessage("Design", "CA1034", Justification = "The enumerator pattern of the .NET collections.")]
    public struct Enumerator : IEnumerator<TomlEntry>
    {
        private NodeRing _ring;

        internal Enumerator(TomlDocument? document, int table) => _ring = new NodeRing(document, table);

        /// <inheritdoc/>
        public readonly TomlEntry Current => new(_ring.Document, _ring.Current);

        readonly object IEnumerator.Current => Current;

        /// <inheritdoc/>
        public bool MoveNext() => _ring.MoveNext();

        /// <inheritdoc/>
        public void Reset() => _ring.Reset();

        /// <inheritdoc/>
        public readonly void Dispose()
        {
        }
    }
}
