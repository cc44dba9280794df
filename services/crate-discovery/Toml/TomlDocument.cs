using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Ctas7.Toml.Parsing;

namespace Ctas7.Toml;

/// <summary>
/// A TOML document (https://toml.io/en/v1.0.0, https://toml.io/en/v1.1.0) with the position of every key and value. Immutable and safe to
/// read from any thread. Keys and strings are kept as ranges of the given bytes and made into .NET strings when asked for.
/// </summary>
public sealed class TomlDocument
{
    private readonly Node[] _nodes;
    private readonly byte[] _decodedKeys;
    private readonly KeyIndex _index;
    private ConcurrentDictionary<int, int[]>? _elements;
    private SourceMap? _map;

    internal TomlDocument(TextStore text, byte[] decodedKeys, Node[] nodes, KeyIndex index)
    {
        Text = text;
        _decodedKeys = decodedKeys;
        _nodes = nodes;
        _index = index;
    }

    /// <summary>The root table.</summary>
    public TomlTable Root => new(this, 0);

    /// <summary>The bytes the document was read from.</summary>
    public ReadOnlyMemory<byte> Source => Text.Source;

    internal TextStore Text { get; }

    private ConcurrentDictionary<int, int[]> Elements => _elements ?? Interlocked.CompareExchange(ref _elements, new(), null) ?? _elements;

    /// <summary>Reads a document. The bytes are not copied and must not change while the document is in use.</summary>
    /// <exception cref="TomlException">The bytes are not TOML of the asked edition, or exceed a limit.</exception>
    public static TomlDocument Parse(ReadOnlyMemory<byte> utf8, TomlOptions? options = null) =>
        TomlParser.Parse(utf8, options ?? TomlOptions.Default, out var error) ?? throw new TomlException(error);

    /// <summary>
    /// Reads a document, or says what is wrong with it; never throws, whatever the bytes are, and takes time linear in their number. The
    /// bytes are not copied and must not change while the document is in use.
    /// </summary>
    public static bool TryParse(ReadOnlyMemory<byte> utf8, [NotNullWhen(true)] out TomlDocument? document, out TomlError error) =>
        TryParse(utf8, TomlOptions.Default, out document, out error);

    /// <inheritdoc cref="TryParse(ReadOnlyMemory{byte}, out TomlDocument?, out TomlError)"/>
    public static bool TryParse(ReadOnlyMemory<byte> utf8, TomlOptions options, [NotNullWhen(true)] out TomlDocument? document, out TomlError error)
    {
        ArgumentNullException.ThrowIfNull(options);
        document = TomlParser.Parse(utf8, options, out error);
        return document is not null;
    }

    internal ref readonly Node NodeAt(int node) => ref _nodes[node];

    internal int Find(int table, ReadOnlySpan<byte> key) => _index.Find(_nodes, table, Source.Span, _decodedKeys, KeyHash.Of(key), key);

    internal TomlPosition Locate(int offset) => (_map ??= new SourceMap(Source)).Locate(offset);

    /// <summary>The node of an element. Elements without children lie side by side; others are listed once, on first use.</summary>
    internal int Element(int array, int index)
    {
        ref readonly var node = ref _nodes[array];
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, node.Count);
        var first = _nodes[node.Last].Next;
        return node.Last - first == node.Count - 1 ? first + index : Elements.GetOrAdd(array, ListElements)[index];
    }

    private int[] ListElements(int array)
    {
        var elements = new int[_nodes[array].Count];
        var at = _nodes[array].Last;
        for (var i = 0; i < elements.Length; i++) elements[i] = at = _nodes[at].Next;
        return elements;
    }
}
