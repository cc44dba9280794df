using System.Globalization;
using System.Text;

namespace Ctas7.Toml.Parsing;

/// <summary>Replaces the escapes of a basic string whose escapes the parser has already checked.</summary>
internal static class StringDecoder
{
    /// <summary>
    /// Writes the decoded content, which is never longer than <paramref name="content"/>, and gives its length. A line-ending backslash
    /// takes all white space up to the next character with it.
    /// </summary>
    public static int Decode(ReadOnlySpan<byte> content, Span<byte> target)
    {
        var written = 0;
        while (true)
        {
            var run = content.IndexOf((byte)'\\');
            if (run < 0) run = content.Length;
            content[..run].CopyTo(target[written..]);
            written += run;
            if (run == content.Length) return written;
            content = content[(run + 1)..];
            written += DecodeEscape(ref content, target[written..]);
        }
    }

    /// <summary>The number of hexadecimal digits after a backslash and this letter, or 0.</summary>
    public static int HexDigits(byte letter) => letter switch { (byte)'x' => 2, (byte)'u' => 4, (byte)'U' => 8, _ => 0 };

    /// <summary>What a backslash and this letter stand for, or 0; <c>e</c> is TOML 1.1 only.</summary>
    public static byte Simple(byte letter) => letter switch
    {
        (byte)'b' => 0x08,
        (byte)'t' => (byte)'\t',
        (byte)'n' => (byte)'\n',
        (byte)'f' => 0x0C,
        (byte)'r' => (byte)'\r',
        (byte)'"' => (byte)'"',
        (byte)'\\' => (byte)'\\',
        (byte)'e' => 0x1B,
        _ => 0,
    };

    private static int DecodeEscape(ref ReadOnlySpan<byte> content, Span<byte> target)
    {
        var letter = content[0];
        var digits = HexDigits(letter);
        if (digits > 0)
        {
            var scalar = new Rune(uint.Parse(content.Slice(1, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
            content = content[(1 + digits)..];
            return scalar.EncodeToUtf8(target);
        }

        if (Simple(letter) is var simple and not 0)
        {
            target[0] = simple;
            content = content[1..];
            return 1;
        }

        content = content.TrimStart(" \t\r\n"u8);
        return 0;
    }
}
