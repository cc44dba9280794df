using System.Globalization;
using System.Text;

namespace Ctas7.Toml.Parsing;

internal ref partial struct TomlParser
{
    private const int ShownKeyLength = 60;

    private bool Fail(TomlErrorCode code, int offset, string message)
    {
        _error = (code, offset, message);
        return false;
    }

    private bool FailStrayReturn(int offset) => Fail(
        TomlErrorCode.InvalidCharacter,
        offset,
        "A carriage return may only stand before a line feed. Save the file with LF or CR LF line ends.");

    private bool FailControlInString(int offset) => _text[offset] == (byte)'\r'
        ? FailStrayReturn(offset)
        : Fail(TomlErrorCode.InvalidCharacter, offset, $"A string may not hold {Found(offset)}. In \"double quotes\" write \\u{_text[offset]:X4}.");

    private bool FailControlInComment(int offset) => _text[offset] == (byte)'\r'
        ? FailStrayReturn(offset)
        : Fail(TomlErrorCode.InvalidCharacter, offset, $"A comment may not hold {Found(offset)}. Remove it.");

    private bool FailDepth(int offset) => Fail(
        TomlErrorCode.TooDeep,
        offset,
        $"Tables and arrays nest deeper than {_maxDepth} levels here. Flatten the document or raise the limit.");

    private bool FailDuplicate(in KeyText key, int offset, int first, string remedy)
    {
        var line = SourceMap.Locate(_text, _tape.Nodes[first].Start).Line;
        return Fail(TomlErrorCode.Duplicate, offset, $"{Shown(in key)} is already defined on line {line}. {remedy}");
    }

    /// <summary>A key as a message shows it: quoted, cut when long, without control characters.</summary>
    private readonly string Shown(in KeyText key)
    {
        var text = _tape.KeyOf(_text, in key);
        var builder = new StringBuilder("\"");
        var written = 0;
        while (!text.IsEmpty && written++ < ShownKeyLength)
        {
            Rune.DecodeFromUtf8(text, out var rune, out var length);
            text = text[length..];
            if (Rune.IsControl(rune)) builder.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:X4}");
            else builder.Append(rune.ToString());
        }

        return builder.Append(text.IsEmpty ? "\"" : "…\"").ToString();
    }

    /// <summary>What stands at an offset, for a message.</summary>
    private readonly string Found(int offset)
    {
        if (offset >= _text.Length) return "the end of the document";
        if (AtLineBreak(offset) > 0) return "the end of the line";
        Rune.DecodeFromUtf8(_text[offset..], out var rune, out _);
        return Rune.IsControl(rune) || Rune.IsWhiteSpace(rune) || rune.Value == 0xFEFF ? $"U+{rune.Value:X4}" : $"'{rune}'";
    }
}
