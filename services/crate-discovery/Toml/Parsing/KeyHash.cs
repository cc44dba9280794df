using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Ctas7.Toml.Parsing;

/// <summary>
/// A keyed universal hash (Carter and Wegman: a polynomial modulo 2^61 - 1 at a point drawn once per process), so that nobody outside can
/// choose keys that collide.
/// </summary>
internal static class KeyHash
{
    private const ulong Prime = (1UL << 61) - 1;
    private const ulong SevenBytes = (1UL << 56) - 1;

    private static readonly ulong Point = Draw() % (Prime - (1UL << 40)) + (1UL << 40);
    private static readonly ulong Spread = Draw() | 1;

    /// <summary>The hash of a key's UTF-8 text.</summary>
    public static uint Of(ReadOnlySpan<byte> key)
    {
        var sum = (ulong)key.Length + 1;
        while (key.Length >= 8)
        {
            sum = Times(sum + (BinaryPrimitives.ReadUInt64LittleEndian(key) & SevenBytes));
            key = key[7..];
        }

        return (uint)Times(sum + Tail(key));
    }

    /// <summary>The bucket of a key in a table, for 2^(64 - <paramref name="shift"/>) buckets (multiply-shift hashing).</summary>
    public static int Bucket(uint hash, int table, int shift) => (int)((((ulong)(uint)table << 32) | hash) * Spread >> shift);

    private static ulong Tail(ReadOnlySpan<byte> rest) => rest.Length switch
    {
        0 => 0,
        1 => rest[0],
        < 4 => BinaryPrimitives.ReadUInt16LittleEndian(rest) | ((ulong)rest[^1] << (8 * (rest.Length - 1))),
        _ => BinaryPrimitives.ReadUInt32LittleEndian(rest)
            | ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(rest[^4..]) << (8 * (rest.Length - 4))),
    };

    private static ulong Times(ulong value)
    {
        var high = Math.BigMul(value, Point, out var low);
        var folded = (low & Prime) + ((low >> 61) | (high << 3));
        return (folded & Prime) + (folded >> 61);
    }

    private static ulong Draw() => BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(8));
}
