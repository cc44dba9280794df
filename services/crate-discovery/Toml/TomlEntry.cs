using System.Text;

namespace Ctas7.Toml;

/// <summary>A key of a table with its value.</summary>
public readonly struct TomlEntry
{
    private readonly TomlDocument? _document;
    private readonly int _node;

    internal TomlEntry(TomlDocument document, int node)
    {
        _document = document;
        _node = node;
    }

    /// <summary>The key, made anew on each call.</summary>
    public string Key => Encoding.UTF8.GetString(KeyUtf8);

    /// <summary>The key as UTF-8, without a copy.</summary>
    public ReadOnlySpan<byte> KeyUtf8 => Document.Text.Key(in Document.NodeAt(_node));

    /// <summary>Where the key is written; for a table with a header, its name in that header.</summary>
    public TomlPosition KeyPosition => Document.Locate(Document.Text.KeyStart(in Document.NodeAt(_node)));

    /// <summary>The value.</summary>
    public TomlValue Value => new(Document, _node);

    private TomlDocument Document => _document ?? throw new InvalidOperationException("There is no TOML key here: the lookup before has failed.");
}
