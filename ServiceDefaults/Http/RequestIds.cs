using System.Buffers.Binary;

namespace Ctas7.ServiceDefaults.Http;

/// <summary>Makes request ids: UUIDv7 (RFC 9562, 5.7) with ordinary randomness, as they are no secrets and every request needs one.</summary>
internal static class RequestIds
{
    /// <summary>A new id, in the form with hyphens.</summary>
    public static string New(DateTimeOffset now)
    {
        Span<byte> id = stackalloc byte[16];
        Random.Shared.NextBytes(id[6..]);
        BinaryPrimitives.WriteUInt16BigEndian(id, (ushort)(now.ToUnixTimeMilliseconds() >> 32));
        BinaryPrimitives.WriteUInt32BigEndian(id[2..], (uint)now.ToUnixTimeMilliseconds());
        id[6] = (byte)((id[6] & 0x0F) | 0x70);
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
        return new Guid(id, bigEndian: true).ToString();
    }
}
