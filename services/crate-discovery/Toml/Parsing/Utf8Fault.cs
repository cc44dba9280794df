using System.Buffers;
using System.Text;

namespace Ctas7.Toml.Parsing;

/// <summary>Says where a document stops being UTF-8.</summary>
internal static class Utf8Fault
{
    /// <summary>The error for a document that is not UTF-8.</summary>
    public static TomlError Describe(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || text.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            return new TomlError(TomlErrorCode.InvalidUtf8, "The document is UTF-16. Save it as UTF-8.", new TomlPosition(1, 1, 0));
        }

        var at = 0;
        while (at < text.Length)
        {
            var ascii = text[at..].IndexOfAnyExceptInRange((byte)0, (byte)0x7F);
            if (ascii < 0) break;
            at += ascii;
            if (Rune.DecodeFromUtf8(text[at..], out _, out var length) != OperationStatus.Done) break;
            at += length;
        }

        var message = $"Byte 0x{(at < text.Length ? text[at] : 0):X2} is not UTF-8. Save the file as UTF-8.";
        return new TomlError(TomlErrorCode.InvalidUtf8, message, SourceMap.Locate(text, at));
    }
}
