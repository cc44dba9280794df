using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using Grpc.Core;
using Grpc.Net.Compression;

namespace Grpc.Protocol;

/// <summary>
/// Serializes messages as frames into a buffer writer. A message whose length is announced goes there without a copy;
/// a failed serialization leaves nothing behind. Used by one call, one message at a time.
/// </summary>
internal sealed class MessageWriter(int? maxMessageSize) : SerializationContext, IBufferWriter<byte>, IDisposable
{
    private PooledBuffer? _collected;
    private IBufferWriter<byte>? _target;
    private Memory<byte> _direct;
    private byte[]? _whole;
    private int _announced = -1;
    private int _written;
    private bool _completed;

    /// <summary>Compresses the messages to come, or null.</summary>
    public ICompressionProvider? Compression { get; set; }

    /// <summary>How hard to compress.</summary>
    public CompressionLevel CompressionLevel { get; set; } = CompressionLevel.Fastest;

    /// <summary>Writes one frame and does not flush.</summary>
    /// <exception cref="RpcException"><see cref="StatusCode.ResourceExhausted"/>: longer than the limit.</exception>
    /// <exception cref="InvalidOperationException">The serializer did not keep to the protocol of <see cref="SerializationContext"/>.</exception>
    public void Write<T>(T message, Action<T, SerializationContext> serializer, IBufferWriter<byte> target, bool mayCompress)
    {
        var compression = mayCompress ? Compression : null;
        _target = compression is null ? target : null;
        try
        {
            serializer(message, this);
            if (!_completed)
            {
                throw new InvalidOperationException(
                    $"The serializer of {typeof(T)} did not complete its message: call SerializationContext.Complete.");
            }

            Frame(target, compression);
        }
        finally
        {
            Reset();
        }
    }

    /// <inheritdoc/>
    public override void SetPayloadLength(int payloadLength)
    {
        CheckSize(payloadLength);
        _announced = payloadLength;
    }

    /// <inheritdoc/>
    public override IBufferWriter<byte> GetBufferWriter()
    {
        if (_announced >= 0 && _target is not null)
        {
            _direct = _target.GetMemory(WireNames.FrameHeaderLength + _announced);
            return this;
        }

        return _collected ??= new();
    }

    /// <inheritdoc/>
    public override void Complete() => _completed = true;

    /// <inheritdoc/>
    public override void Complete(byte[] payload)
    {
        CheckSize(payload.Length);
        _whole = payload;
        _completed = true;
    }

    /// <inheritdoc/>
    public void Advance(int count)
    {
        if ((uint)count > (uint)(_announced - _written))
        {
            throw MoreThanAnnounced();
        }

        _written += count;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        // Room beyond the announced length may be looked at; Advance refuses to use it.
        var room = _direct[(WireNames.FrameHeaderLength + _written)..];
        return room.Length >= Math.Max(sizeHint, 1)
            ? room
            : throw MoreThanAnnounced();
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <inheritdoc/>
    public void Dispose() => _collected?.Dispose();

    private void Frame(IBufferWriter<byte> target, ICompressionProvider? compression)
    {
        if (!_direct.IsEmpty)
        {
            if (_written != _announced)
            {
                throw new InvalidOperationException(
                    $"The serializer announced {_announced} bytes and wrote {_written}. Was the message changed meanwhile?");
            }

            Header(_direct.Span, compressed: false, _announced);
            target.Advance(WireNames.FrameHeaderLength + _announced);
            return;
        }

        var payload = _whole ?? _collected?.Written ?? default;
        CheckSize(payload.Length);
        if (compression is null)
        {
            Copy(payload.Span, target, compressed: false);
            return;
        }

        using var compressed = new PooledBuffer();
        using (var stream = compression.CreateCompressionStream(new BufferStream(compressed), CompressionLevel))
        {
            stream.Write(payload.Span);
        }

        Copy(compressed.Written.Span, target, compressed: true);
    }

    private static void Copy(ReadOnlySpan<byte> payload, IBufferWriter<byte> target, bool compressed)
    {
        var span = target.GetSpan(WireNames.FrameHeaderLength + payload.Length);
        Header(span, compressed, payload.Length);
        payload.CopyTo(span[WireNames.FrameHeaderLength..]);
        target.Advance(WireNames.FrameHeaderLength + payload.Length);
    }

    private static void Header(Span<byte> span, bool compressed, int length)
    {
        span[0] = compressed ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt32BigEndian(span[1..], (uint)length);
    }

    private InvalidOperationException MoreThanAnnounced() =>
        new($"The serializer announced {_announced} bytes and wants to write more. Was the message changed meanwhile?");

    private void CheckSize(int length)
    {
        if (length > maxMessageSize)
        {
            throw new RpcException(new Status(
                StatusCode.ResourceExhausted,
                $"The message to send has {length} bytes, more than the maximum of {maxMessageSize}: raise MaxSendMessageSize or send less."));
        }
    }

    private void Reset()
    {
        _collected?.Clear();
        (_target, _direct, _whole, _announced, _written, _completed) = (null, default, null, -1, 0, false);
    }
}
