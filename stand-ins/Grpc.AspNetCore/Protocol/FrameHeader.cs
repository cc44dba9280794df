using System.Buffers;
using System.Buffers.Binary;
using Grpc.Core;

namespace Grpc.Protocol;

/// <summary>What stands before every message: whether it is compressed, and its length in bytes.</summary>
internal readonly record struct FrameHeader(bool IsCompressed, int Length)
{
    /// <summary>Reads a header when five bytes are there.</summary>
    /// <exception cref="RpcException">
    /// <see cref="StatusCode.Internal"/>: a flag that is neither 0 nor 1.
    /// <see cref="StatusCode.ResourceExhausted"/>: a length above the limit, or above 2³¹−1.
    /// </exception>
    public static bool TryRead(in ReadOnlySequence<byte> bytes, int? maxMessageSize, out FrameHeader header)
    {
        if (bytes.Length < WireNames.FrameHeaderLength)
        {
            header = default;
            return false;
        }

        Span<byte> copy = stackalloc byte[WireNames.FrameHeaderLength];
        bytes.Slice(0, WireNames.FrameHeaderLength).CopyTo(copy);
        header = Parse(copy, maxMessageSize);
        return true;
    }

    /// <summary>Reads a header from five bytes; fails as <see cref="TryRead"/>.</summary>
    public static FrameHeader Parse(ReadOnlySpan<byte> bytes, int? maxMessageSize)
    {
        if (bytes[0] > 1)
        {
            throw new RpcException(new Status(
                StatusCode.Internal, $"A message frame starts with the flag {bytes[0]}; only 0 (plain) and 1 (compressed) exist."));
        }

        var length = BinaryPrimitives.ReadUInt32BigEndian(bytes[1..]);
        if (length > (maxMessageSize ?? int.MaxValue))
        {
            throw TooLong($"{length}", maxMessageSize);
        }

        return new FrameHeader(bytes[0] == 1, (int)length);
    }

    /// <summary>The failure of a received message above the limit.</summary>
    public static RpcException TooLong(string length, int? maxMessageSize) => new(new Status(
        StatusCode.ResourceExhausted,
        $"A received message has {length} bytes, more than {maxMessageSize ?? int.MaxValue}: raise MaxReceiveMessageSize or send less."));
}
