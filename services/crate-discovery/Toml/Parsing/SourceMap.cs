namespace Ctas7.Toml.Parsing;

/// <summary>
/// Turns byte offsets into lines and columns. The place of every <see cref="BlockLength"/>th byte is remembered, so a lookup reads at most
/// that many bytes, also in a document of one line.
/// </summary>
internal sealed class SourceMap
{
    private const int BlockLength = 1024;

    private readonly ReadOnlyMemory<byte> _source;
    private readonly (int Line, int Column)[] _blocks;

    public SourceMap(ReadOnlyMemory<byte> source)
    {
        _source = source;
        var text = source.Span;
        _blocks = new (int, int)[(text.Length / BlockLength) + 1];
        var place = Start(text);
        for (var block = 0; block < _blocks.Length; block++)
        {
            _blocks[block] = place;
            var from = block * BlockLength;
            place = Advance(place, text[from..Math.Min(text.Length, from + BlockLength)]);
        }
    }

    public static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>The position of a byte, by reading everything before it.</summary>
    public static TomlPosition Locate(ReadOnlySpan<byte> text, int offset)
    {
        var (line, column) = Advance(Start(text), text[..offset]);
        return new TomlPosition(line, Math.Max(column, 1), offset);
    }

    /// <summary>The position of a byte.</summary>
    public TomlPosition Locate(int offset)
    {
        var block = offset / BlockLength;
        var (line, column) = Advance(_blocks[block], _source.Span[(block * BlockLength)..offset]);
        return new TomlPosition(line, Math.Max(column, 1), offset);
    }

    /// <summary>A byte order mark is the only code point that takes no column.</summary>
    private static (int Line, int Column) Start(ReadOnlySpan<byte> text) => (1, text.StartsWith(ByteOrderMark) ? 0 : 1);

    private static (int Line, int Column) Advance((int Line, int Column) place, ReadOnlySpan<byte> text)
    {
        var lastBreak = text.LastIndexOf((byte)'\n');
        if (lastBreak < 0) return (place.Line, place.Column + CodePoints(text));
        return (place.Line + text.Count((byte)'\n'), 1 + CodePoints(text[(lastBreak + 1)..]));
    }

    /// <summary>Every code point has exactly one byte that is not a continuation byte.</summary>
    private static int CodePoints(ReadOnlySpan<byte> text)
    {
        var count = 0;
        foreach (var value in text) count += (value & 0xC0) == 0x80 ? 0 : 1;
        return count;
    }
}
