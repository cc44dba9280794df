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
