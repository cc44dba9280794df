using System.Buffers;

namespace Ctas7.CrateDiscovery.Graph.Answers;

/// <summary>Gathers many small pieces in the buffers of a writer, which is asked seldom. End it with <see cref="End"/>. Not thread-safe.</summary>
internal sealed class PieceWriter(IBufferWriter<byte> destination, int bufferBytes)
{
    /// <summary>Size of the buffers that are asked for: less than what goes to the large object heap.</summary>
    internal const int MostBytes = 64 * 1024;

    private Memory<byte> _buffer;
    private int _used;

    /// <summary>Bytes written so far.</summary>
    internal long Written { get; private set; }

    internal void Write(ReadOnlySpan<byte> piece)
    {
        Written += piece.Length;
        while (piece.Length > 0)
        {
            if (_used == _buffer.Length)
            {
                End();
                _buffer = destination.GetMemory(bufferBytes);
            }

            var fits = Math.Min(piece.Length, _buffer.Length - _used);
            piece[..fits].CopyTo(_buffer.Span[_used..]);
            _used += fits;
            piece = piece[fits..];
        }
    }

    /// <summary>Room for a few pieces that are written at once and side by side: take what is needed, then say how much with <see cref="Advance"/>.</summary>
    internal Span<byte> Room(int bytes)
    {
        if (_buffer.Length - _used < bytes)
        {
            End();
            _buffer = destination.GetMemory(Math.Max(bytes, bufferBytes));
        }

        return _buffer.Span[_used..];
    }

    /// <summary>So many bytes of the last <see cref="Room"/> were written.</summary>
    internal void Advance(int bytes)
    {
        _used += bytes;
        Written += bytes;
    }

    /// <summary>Hands over what was gathered.</summary>
    internal void End()
    {
        if (_used > 0)
        {
            destination.Advance(_used);
        }

        (_buffer, _used) = (default, 0);
    }
}
