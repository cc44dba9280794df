using System.Runtime.CompilerServices;

namespace Ctas7.Toml.Parsing;

/// <summary>
/// Where the text of keys and strings lies: the source, and behind it the keys that had escapes, each decoded and preceded by the four
/// bytes of its position.
/// </summary>
internal readonly struct TextStore(ReadOnlyMemory<byte> source, byte[] decodedKeys)
{
    public const int PositionBytes = sizeof(int);

    public ReadOnlyMemory<byte> Source { get; } = source;

    public ReadOnlySpan<byte> Key(in Node node) => Key(Source.Span, decodedKeys, node.KeyText, node.KeyLength);

    /// <summary>The offset of a key's first byte, its quote included.</summary>
    public int KeyStart(in Node node)
    {
        var behind = node.KeyText - Source.Length;
        return behind < PositionBytes
            ? node.KeyText - (node.KeyQuoted ? 1 : 0)
            : BitConverter.ToInt32(decodedKeys, behind - PositionBytes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReadOnlySpan<byte> Key(ReadOnlySpan<byte> source, byte[] decodedKeys, int text, int length) =>
        text - source.Length < PositionBytes ? source.Slice(text, length) : decodedKeys.AsSpan(text - source.Length, length);
}
