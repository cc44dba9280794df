using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ctas7.Toml.Parsing;

/// <summary>Finds the byte that ends a run of text, 16 bytes at a time. Every scan gives the text's length when nothing ends it.</summary>
internal static class ByteScanner
{
    private const byte Space = 0x20;
    private const byte Delete = 0x7F;

    /// <summary>The next quote, backslash or control character other than tab.</summary>
    public static int BasicStringEnd(ReadOnlySpan<byte> text, int from) => Find(text, from, (byte)'"', (byte)'\\');

    /// <summary>The next apostrophe or control character other than tab.</summary>
    public static int LiteralStringEnd(ReadOnlySpan<byte> text, int from) => Find(text, from, (byte)'\'', (byte)'\'');

    /// <summary>The next control character other than tab.</summary>
    public static int CommentEnd(ReadOnlySpan<byte> text, int from) => Find(text, from, Delete, Delete);

    /// <summary>The next byte that is not A-Z, a-z, 0-9, - or _.</summary>
    public static int BareKeyEnd(ReadOnlySpan<byte> text, int from)
    {
        ref var start = ref MemoryMarshal.GetReference(text);
        var at = from;
        for (; at <= text.Length - Vector128<byte>.Count; at += Vector128<byte>.Count)
        {
            var block = Vector128.LoadUnsafe(ref start, (nuint)at);
            var letters = Vector128.LessThan((block | Vector128.Create((byte)0x20)) - Vector128.Create((byte)'a'), Vector128.Create((byte)26));
            var digits = Vector128.LessThan(block - Vector128.Create((byte)'0'), Vector128.Create((byte)10));
            var dashes = Vector128.Equals(block, Vector128.Create((byte)'-')) | Vector128.Equals(block, Vector128.Create((byte)'_'));
            var others = ~(letters | digits | dashes).ExtractMostSignificantBits() & 0xFFFF;
            if (others != 0) return at + int.TrailingZeroCount((int)others);
        }

        while (at < text.Length && (char.IsAsciiLetterOrDigit((char)text[at]) || text[at] is (byte)'-' or (byte)'_')) at++;
        return at;
    }

    /// <summary>Whether a byte is a control character that may stand nowhere but (some of them) at the end of a line.</summary>
    public static bool IsControl(byte value) => (value < Space && value != (byte)'\t') || value == Delete;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Find(ReadOnlySpan<byte> text, int from, byte one, byte other)
    {
        ref var start = ref MemoryMarshal.GetReference(text);
        var at = from;
        for (; at <= text.Length - Vector128<byte>.Count; at += Vector128<byte>.Count)
        {
            var block = Vector128.LoadUnsafe(ref start, (nuint)at);
            var control = Vector128.AndNot(Vector128.LessThan(block, Vector128.Create(Space)), Vector128.Equals(block, Vector128.Create((byte)'\t')));
            var hits = control | Vector128.Equals(block, Vector128.Create(Delete)) | Vector128.Equals(block, Vector128.Create(one))
                | Vector128.Equals(block, Vector128.Create(other));
            var bits = hits.ExtractMostSignificantBits();
            if (bits != 0) return at + int.TrailingZeroCount((int)bits);
        }

        for (; at < text.Length; at++)
        {
            var value = text[at];
            if (value == one || value == other || IsControl(value)) break;
        }

        return at;
    }
}
