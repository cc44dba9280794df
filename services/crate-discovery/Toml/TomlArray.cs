using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Ctas7.Toml.Parsing;

namespace Ctas7.Toml;

/// <summary>An array of values, which may be of different types.</summary>
public readonly struct TomlArray : IReadOnlyList<TomlValue>
{
    private readonly TomlDocument? _document;
    private readonly int _node;

    internal TomlArray(TomlDocument document, int node)
    {
        _document = document;
        _node = node;
    }

    /// <summary>How many elements there are.</summary>
    public int Count => _document?.NodeAt(_node).Count ?? 0;

    /// <summary>Where the array starts: its bracket, or the first header of an array of tables.</summary>
    public TomlPosition Position => AsValue().Position;

    /// <summary>An element, from 0; takes constant time after the first call.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such element.</exception>
    public TomlValue this[int index]
    {
        get
        {
            if (_document is null) throw new ArgumentOutOfRangeException(nameof(index), "The array is empty.");
            return new TomlValue(_document, _document.Element(_node, index));
        }
    }

    /// <summary>The array as a value.</summary>
    public TomlValue AsValue() => _document is null ? default : new TomlValue(_document, _node);

    /// <summary>The elements in order.</summary>
    public Enumerator GetEnumerator() => new(_document, _node);

    IEnumerator<TomlValue> IEnumerable<TomlValue>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Steps through the elements of an array.</summary>
    [SuppressMessage("Design", "CA1034", Justification = "The enumerator pattern of the .NET collections.")]
    public struct Enumerator : IEnumerator<TomlValue>
    {
        private NodeRing _ring;

        internal Enumerator(TomlDocument? document, int array) => _ring = new NodeRing(document, array);

        /// <inheritdoc/>
        public readonly TomlValue Current => new(_ring.Document, _ring.Current);

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
