using System.Buffers;
using Grpc.Core;
using Grpc.Net.Compression;

namespace Grpc.Protocol;

/// <summary>The message that is being deserialized. Used by one call, one message at a time.</summary>
internal sealed class MessagePayload : DeserializationContext
{
    private ReadOnlySequence<byte> _payload;

    /// <inheritdoc/>
    public override int PayloadLength => (int)_payload.Length;

    /// <inheritdoc/>
    public override byte[] PayloadAsNewBuffer() => _payload.ToArray();

    /// <inheritdoc/>
    public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => _payload;

    /// <summary>Deserializes one frame's payload, which is plain.</summary>
    /// <exception cref="RpcException"><see cref="StatusCode.Internal"/>: the deserializer failed.</exception>
    public T Read<T>(in ReadOnlySequence<byte> payload, Func<DeserializationContext, T> deserializer)
    {
        _payload = payload;
        try
        {
            return deserializer(this);
        }
        catch (Exception fault) when (fault is not RpcException)
        {
            throw new RpcException(new Status(StatusCode.Internal, $"A received {typeof(T).Name} cannot be read: {fault.Message}", fault));
        }
        finally
        {
            _payload = default;
        }
    }

    /// <summary>Deserializes one frame's payload, which is compressed.</summary>
    /// <exception cref="RpcException">
    /// <see cref="StatusCode.ResourceExhausted"/>: longer than the limit once it is plain.
    /// <see cref="StatusCode.Internal"/>: not valid for its encoding, or the deserializer failed.
    /// </exception>
    public T ReadCompressed<T>(
        in ReadOnlySequence<byte> payload, ICompressionProvider compression, int? maxMessageSize, Func<DeserializationContext, T> deserializer)
    {
        using var plain = new PooledBuffer();
        try
        {
            using var stream = compression.CreateDecompressionStream(new SequenceStream(payload));
            while (stream.Read(plain.GetSpan(4096)) is > 0 and var count)
            {
                plain.Advance(count);
                if (plain.Written.Length > maxMessageSize)
                {
                    throw FrameHeader.TooLong("more", maxMessageSize);
                }
            }
        }
        catch (InvalidDataException fault)
        {
            throw new RpcException(new Status(
                StatusCode.Internal, $"A received message is not valid {compression.EncodingName}: {fault.Message}", fault));
        }

        return Read(new ReadOnlySequence<byte>(plain.Written), deserializer);
    }
}
