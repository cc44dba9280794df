using System.Globalization;
using System.Text;

namespace Ctas7.Toml.Parsing;

internal ref partial struct TomlParser
{
    private bool String(int node)
    {
        var quote = _text[_at];
        int start, length;
        bool escaped;
        if (Is(_at + 1, quote) && Is(_at + 2, quote))
        {
            if (!MultilineString(quote, out start, out length, out escaped)) return false;
        }
        else if (!LineString(out start, out length, out escaped))
        {
            return false;
        }

        SetText(node, TomlValueKind.String, start, length, escaped);
        return true;
    }

    /// <summary>Reads a string in one pair of quotes and gives where its content lies.</summary>
    private bool LineString(out int start, out int length, out bool escaped)
    {
        var open = _at;
        var quote = _text[open];
        start = open + 1;
        length = 0;
        escaped = false;
        var at = start;
        while (true)
        {
            at = StringEnd(quote, at);
            if (at == _text.Length || AtLineBreak(at) > 0)
            {
                var remedy = $"add a {(char)quote}, or use three of them for several lines.";
                return Fail(TomlErrorCode.Unclosed, open, $"This string is not closed on its line: {remedy}");
            }

            var found = _text[at];
            if (found == quote) break;
            if (found != (byte)'\\') return FailControlInString(at);
            escaped = true;
            if (!Escape(ref at, open, multiline: false)) return false;
        }

        length = at - start;
        _at = at + 1;
        return true;
    }

    /// <summary>Reads a string in three pairs of quotes; up to two more quotes at the end belong to the content.</summary>
    private bool MultilineString(byte quote, out int start, out int length, out bool escaped)
    {
        var open = _at;
        start = open + 3 + AtLineBreak(open + 3);
        length = 0;
        escaped = false;
        var at = start;
        while (true)
        {
            at = StringEnd(quote, at);
            if (at == _text.Length)
            {
                return Fail(TomlErrorCode.Unclosed, open, $"This string is never closed: add {new string((char)quote, 3)}.");
            }

            var found = _text[at];
            if (found == quote)
            {
                var run = 1;
                while (run < 5 && Is(at + run, quote)) run++;
                at += run;
                if (run < 3) continue;
                length = at - 3 - start;
                _at = at;
                return true;
            }

            if (found == (byte)'\\')
            {
                escaped = true;
                if (!Escape(ref at, open, multiline: true)) return false;
            }
            else if (AtLineBreak(at) is var lineBreak and > 0)
            {
                at += lineBreak;
            }
            else
            {
                return FailControlInString(at);
            }
        }
    }

    private readonly int StringEnd(byte quote, int from) =>
        quote == (byte)'"' ? ByteScanner.BasicStringEnd(_text, from) : ByteScanner.LiteralStringEnd(_text, from);

    /// <summary>Checks the escape whose backslash is at <paramref name="at"/> and steps behind it.</summary>
    private bool Escape(ref int at, int open, bool multiline)
    {
        if (at + 1 == _text.Length) return Fail(TomlErrorCode.Unclosed, open, "This string is never closed.");
        var letter = _text[at + 1];
        var digits = letter == (byte)'x' && !_is11 ? 0 : StringDecoder.HexDigits(letter);
        if (digits > 0) return CodePoint(ref at, digits);
        if (StringDecoder.Simple(letter) != 0 && (letter != (byte)'e' || _is11))
        {
            at += 2;
            return true;
        }

        if (multiline && LineEndingBackslash(ref at)) return true;
        var remedy = letter is (byte)'x' or (byte)'e'
            ? "It is known from TOML 1.1 on; in 1.0 write \\u00HH."
            : "Write \\\\ for a backslash, or put the text in 'single quotes'.";
        return Fail(TomlErrorCode.InvalidEscape, at, $"A backslash before {Found(at + 1)} is no escape. {remedy}");
    }

    private bool CodePoint(ref int at, int digits)
    {
        var hex = _text.Slice(at + 2, Math.Min(digits, _text.Length - at - 2));
        if (!uint.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) || hex.Length < digits)
        {
            return Fail(TomlErrorCode.InvalidEscape, at, $"\\{(char)_text[at + 1]} needs exactly {digits} hexadecimal digits after it.");
        }

        if (!Rune.IsValid(value)) return Fail(TomlErrorCode.InvalidEscape, at, $"U+{value:X4} is no Unicode character that text can hold.");
        at += 2 + digits;
        return true;
    }

    /// <summary>Steps behind a backslash, the spaces after it and the line break, if that is what is there.</summary>
    private readonly bool LineEndingBackslash(ref int at)
    {
        var end = at + 1;
        while (Is(end, (byte)' ') || Is(end, (byte)'\t')) end++;
        var lineBreak = AtLineBreak(end);
        if (lineBreak == 0) return false;
        at = end + lineBreak;
        return true;
    }
}
