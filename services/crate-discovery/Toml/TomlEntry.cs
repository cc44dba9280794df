using System.Text;

namespace Ctas7.Toml;

/// <summary>A key of a table with its value.</summary>
public readonly struct TomlEntry
{
    private readonly TomlDocument _document;
    private readonly int _node;

    internal TomlEntry(TomlDocument document, int node)
    {
        _document = document;
        _node = node;
    }

    /// <summary>The key, made anew on each call.</summary>
    public string Key => Encoding.UTF8.GetString(KeyUtf8);

    /// <summary>The key as UTF-8, without a copy.</summary>
    public ReadOnlySpan<byte> KeyUtf8 => _document.Text.Key(in _document.NodeAt(_node));

    /// <summary>Where the key is written; for a table with a header, its name in that header.</summary>
    public TomlPosition KeyPosition => _document.Locate(_document.Text.KeyStart(in _document.NodeAt(_node)));

    /// <summary>The value.</summary>
    public TomlValue Value => new(_document, _node);
}
