using System.Buffers.Binary;
using System.Numerics;

namespace Ctas7.CrateDiscovery.Manifests;

/// <summary>MurmurHash3 x64 128 bit (Austin Appleby, public domain, revision 150 of SMHasher). Not for secrets.</summary>
public static class Murmur3
{
    private const ulong C1 = 0x87c37b91114253d5;
    private const ulong C2 = 0x4cf5ad432745937f;

    /// <summary>The two halves of the hash of <paramref name="data"/>; h1 is the lower 64 bits.</summary>
    public static (ulong H1, ulong H2) Hash128(ReadOnlySpan<byte> data, uint seed)
    {
        ulong h1 = seed, h2 = seed;
        var rest = data;
        for (; rest.Length >= 16; rest = rest[16..])
        {
            h1 ^= Mix1(BinaryPrimitives.ReadUInt64LittleEndian(rest));
            h1 = ((BitOperations.RotateLeft(h1, 27) + h2) * 5) + 0x52dce729;
            h2 ^= Mix2(BinaryPrimitives.ReadUInt64LittleEndian(rest[8..]));
            h2 = ((BitOperations.RotateLeft(h2, 31) + h1) * 5) + 0x38495ab5;
        }

        Span<byte> tail = stackalloc byte[16];
        tail.Clear();
        rest.CopyTo(tail);
        h1 ^= Mix1(BinaryPrimitives.ReadUInt64LittleEndian(tail));
        h2 ^= Mix2(BinaryPrimitives.ReadUInt64LittleEndian(tail[8..]));

        h1 ^= (ulong)data.Length;
        h2 ^= (ulong)data.Length;
        h1 += h2;
        h2 += h1;
        h1 = Finish(h1);
        h2 = Finish(h2);
        h1 += h2;
        h2 += h1;
        return (h1, h2);
    }

    private static ulong Mix1(ulong word) => BitOperations.RotateLeft(word * C1, 31) * C2;

    private static ulong Mix2(ulong word) => BitOperations.RotateLeft(word * C2, 33) * C1;

    private static ulong Finish(ulong word)
    {
        word = (word ^ (word >> 33)) * 0xff51afd7ed558ccd;
        word = (word ^ (word >> 33)) * 0xc4ceb9fe1a85ec53;
        return word ^ (word >> 33);
    }
}
