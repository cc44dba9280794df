using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Ctas7.CrateDiscovery.Registry;

/// <summary>
/// UUIDs of version 7 (RFC 9562 §5.7) that are a function of what they name, so that the same fact gets the same id in
/// another run: the time comes from the fact, the random bits from a hash of it.
/// </summary>
public static class Uuid7
{
    /// <summary>48 bits, in the year 10889.</summary>
    private const long LastMillisecond = (1L << 48) - 1;

    /// <summary>The id of <paramref name="fact"/>, dated <paramref name="time"/> (cut to milliseconds, 1970 to 10889).</summary>
    public static Guid Of(DateTimeOffset time, string fact) => Of(time.ToUnixTimeMilliseconds(), fact);

    /// <summary>The id of <paramref name="fact"/>, dated <paramref name="unixMilliseconds"/>; a time that an id cannot carry becomes the nearest one that it can.</summary>
    public static Guid Of(long unixMilliseconds, string fact)
    {
        ArgumentNullException.ThrowIfNull(fact);
        Span<byte> id = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(fact), id);
        Span<byte> milliseconds = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(milliseconds, Math.Clamp(unixMilliseconds, 0, LastMillisecond));
        milliseconds[2..].CopyTo(id);
        id[6] = (byte)((id[6] & 0x0f) | 0x70);
        id[8] = (byte)((id[8] & 0x3f) | 0x80);
        return new Guid(id[..16], bigEndian: true);
    }

    /// <summary>The time in a UUID of version 7, in milliseconds of Unix time.</summary>
    public static long MillisecondsOf(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        Span<byte> milliseconds = stackalloc byte[8];
        milliseconds.Clear();
        bytes[..6].CopyTo(milliseconds[2..]);
        return BinaryPrimitives.ReadInt64BigEndian(milliseconds);
    }
}
