using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Ctas7.CrateDiscovery.Manifests;

/// <summary>
/// The 48 characters of RFC-9001 v1.1: SCH, CUID and UUID, 16 base-96 digits each, most significant first. The
/// alphabet is the original's 94 characters followed by <c>¡</c> (94) and <c>¦</c> (95), so where no digit is 94 or 95
/// this equals the original.
/// </summary>
public static class TrivariateHash
{
    /// <summary>Seed of the SCH part.</summary>
    public const uint SchSeed = 0xC7A50000;

    /// <summary>Seed of the CUID part.</summary>
    public const uint CuidSeed = 0xC7A50001;

    /// <summary>Seed of the UUID part.</summary>
    public const uint UuidSeed = 0xC7A50002;

    /// <summary>The definition that this follows.</summary>
    public const string Source = "RFC-9001 v1.1";

    /// <summary>How many different digits there are.</summary>
    public const int Radix = 96;

    private const int PartLength = 16;

    /// <summary>The digits 0 to 95.</summary>
    public const string Alphabet =
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+,-./:;<=>?@[]^_{|}~`\"'\\¡¦";

    /// <summary>The hash of a crate: <paramref name="key"/> is its name, <paramref name="data"/> its manifest's bytes.</summary>
    public static string Compute(string key, ReadOnlySpan<byte> data)
    {
        ArgumentNullException.ThrowIfNull(key);
        Span<char> text = stackalloc char[3 * PartLength];
        Encode(HashOf(SchInput(key), [], SchSeed), text[..PartLength]);
        Encode(HashOf(CuidInput(key, data.Length), [], CuidSeed), text[PartLength..(2 * PartLength)]);
        Encode(HashOf(UuidInput(key), data, UuidSeed), text[(2 * PartLength)..]);
        return new string(text);
    }

    /// <summary>The three parts of the same hash, each with what it was made from, in order.</summary>
    public static ImmutableArray<TrivariatePart> Explain(string key, ReadOnlySpan<byte> data)
    {
        ArgumentNullException.ThrowIfNull(key);
        return
        [
            Part("sch", SchSeed, SchInput(key), [], isFollowedByData: false),
            Part("cuid", CuidSeed, CuidInput(key, data.Length), [], isFollowedByData: false),
            Part("uuid", UuidSeed, UuidInput(key), data, isFollowedByData: true),
        ];
    }

    /// <summary>Sixteen base-96 digits of <paramref name="value"/>, padded on the left with <c>0</c>.</summary>
    public static string Encode(ulong value)
    {
        Span<char> digits = stackalloc char[PartLength];
        Encode(value, digits);
        return new string(digits);
    }

    private static string SchInput(string key) => $"SCH:{key}";

    private static string CuidInput(string key, int length) => string.Create(CultureInfo.InvariantCulture, $"CUID:{key}:{length}");

    private static string UuidInput(string key) => $"UUID:{key}:";

    private static TrivariatePart Part(string name, uint seed, string input, ReadOnlySpan<byte> data, bool isFollowedByData)
    {
        var hash = HashOf(input, data, seed);
        return new TrivariatePart(name, seed, input, isFollowedByData, hash, Encode(hash));
    }

    private static void Encode(ulong value, Span<char> digits)
    {
        for (var at = digits.Length - 1; at >= 0; at--, value /= Radix)
        {
            digits[at] = Alphabet[(int)(value % Radix)];
        }
    }

    private static ulong HashOf(string prefix, ReadOnlySpan<byte> data, uint seed)
    {
        var length = Encoding.UTF8.GetByteCount(prefix) + data.Length;
        var pooled = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            var written = Encoding.UTF8.GetBytes(prefix, pooled);
            data.CopyTo(pooled.AsSpan(written));
            return Murmur3.Hash128(pooled.AsSpan(0, length), seed).H1;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(pooled);
        }
    }
}
