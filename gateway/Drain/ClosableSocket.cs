using System.Buffers.Binary;
using System.Text;

namespace Ctas7.Gateway.Drain;

/// <summary>
/// The client's side of a proxied WebSocket. Bytes pass as they are; when asked to, it puts one close frame between two
/// frames of the service and holds back what the service sends after it. The client's reply then closes the service's
/// side in the regular way.
/// </summary>
internal sealed class ClosableSocket(Stream client) : Stream
{
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly FrameBoundary _boundary = new();
    private byte[]? _wanted;
    private bool _closed;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Closes towards the client with this code and reason, as soon as no frame is under way.</summary>
    public async Task CloseAsync(ushort code, string reason)
    {
        await _writing.WaitAsync();
        try
        {
            _wanted ??= CloseFrame(code, reason);
            await CloseIfPossibleAsync(CancellationToken.None);
        }
        finally
        {
            _writing.Release();
        }
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => client.ReadAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            if (_wanted is null)
            {
                _boundary.Advance(buffer.Span);
                await client.WriteAsync(buffer, cancellationToken);
            }
            else if (!_closed)
            {
                await client.WriteAsync(buffer[.._boundary.AdvanceToEnd(buffer.Span)], cancellationToken);
                await CloseIfPossibleAsync(cancellationToken);
            }
        }
        finally
        {
            _writing.Release();
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => client.FlushAsync(cancellationToken);

    public override void Flush() => throw new NotSupportedException("Only asynchronous.");

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Only asynchronous.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Only asynchronous.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            client.Dispose();
        }

        base.Dispose(disposing);
    }

    // RFC 6455, 5.5.1: FIN and opcode 8, unmasked from a server, a code of two bytes and a short reason.
    private static byte[] CloseFrame(ushort code, string reason)
    {
        var text = Encoding.UTF8.GetBytes(reason);
        var frame = new byte[4 + text.Length];
        frame[0] = 0x88;
        frame[1] = (byte)(2 + text.Length);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), code);
        text.CopyTo(frame, 4);
        return frame;
    }

    private async Task CloseIfPossibleAsync(CancellationToken cancellationToken)
    {
        if (_closed || _boundary.SawClose || !_boundary.IsHere)
        {
            return;
        }

        _closed = true;
        await client.WriteAsync(_wanted, cancellationToken);
        await client.FlushAsync(cancellationToken);
    }
}
