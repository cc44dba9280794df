using System.Buffers;
using System.Runtime.CompilerServices;
using Grpc.Core;
using Grpc.Net.Compression;
using Grpc.Protocol;

namespace Grpc.Net.Client;

/// <summary>
/// Reads the frames of a response from rented memory, which holds one message at most, or what one read brings. One reader
/// at a time.
/// </summary>
internal sealed class ResponseFrames(Stream stream, GrpcChannel channel, string? encoding, int readSize)
{
    private readonly MessagePayload _payload = new();
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(readSize);
    private int _start;
    private int _end;

    /// <summary>The next message, when it is here already.</summary>
    public bool TryTake<T>(Marshaller<T> marshaller, out T? message)
        where T : class
    {
        message = null;
        var length = FrameLength();
        if (length > _end - _start)
        {
            return false;
        }

        var isCompressed = _buffer[_start] == 1;
        var payload = new ReadOnlySequence<byte>(_buffer, _start + WireNames.FrameHeaderLength, length - WireNames.FrameHeaderLength);
        message = isCompressed
            ? _payload.ReadCompressed(payload, Compression(), channel.MaxReceiveMessageSize, marshaller.ContextualDeserializer)
            : _payload.Read(payload, marshaller.ContextualDeserializer);
        _start += length;
        return true;
    }

    /// <summary>The next message, or null at the end of the response.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<T?> ReadAsync<T>(Marshaller<T> marshaller, CancellationToken cancellationToken)
        where T : class
    {
        T? message;
        while (!TryTake(marshaller, out message))
        {
            Reserve(FrameLength());
            var count = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            if (count > 0)
            {
                _end += count;
                continue;
            }

            var isWhole = _start == _end;
            Release();
            return isWhole ? null : throw new RpcException(new Status(StatusCode.Internal, "Incomplete message: the response ended inside a frame."));
        }

        return message;
    }

    /// <summary>Gives the memory back. Not while a read runs.</summary>
    public void Release()
    {
        var buffer = _buffer;
        (_buffer, _start, _end) = ([], 0, 0);
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // Header and payload; with less than a header, the header.
    private int FrameLength() => _end - _start < WireNames.FrameHeaderLength
        ? WireNames.FrameHeaderLength
        : checked(WireNames.FrameHeaderLength + FrameHeader.Parse(_buffer.AsSpan(_start), channel.MaxReceiveMessageSize).Length);

    private void Reserve(int frame)
    {
        if (_start == _end)
        {
            (_start, _end) = (0, 0);
        }

        if (_buffer.Length - _start >= frame && _end < _buffer.Length)
        {
            return;
        }

        var pending = _buffer.AsSpan(_start, _end - _start);
        if (_buffer.Length >= frame && pending.Length < _buffer.Length)
        {
            pending.CopyTo(_buffer);
        }
        else
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(frame, readSize));
            pending.CopyTo(larger);
            if (_buffer.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(_buffer);
            }

            _buffer = larger;
        }

        (_start, _end) = (0, pending.Length);
    }

    private ICompressionProvider Compression()
    {
        if (encoding is null or WireNames.Identity)
        {
            throw new RpcException(new Status(StatusCode.Internal, "A message is flagged as compressed, but grpc-encoding names no compression."));
        }

        return channel.Encodings.TryGet(encoding, out var provider)
            ? provider
            : throw new RpcException(new Status(
                StatusCode.Internal, $"The message encoding '{encoding}' is not supported; supported are {channel.Encodings.AcceptEncoding}."));
    }
}
