using System.Buffers;

namespace Ctas7.Benchmarks.Graph;

/// <summary>Takes bytes, counts them, and writes the next ones over them.</summary>
internal sealed class ByteSink : IBufferWriter<byte>
{
    private static readonly ArrayPool<byte> Pool = ArrayPool<byte>.Shared;
    private byte[] _buffer = [];

    internal long Written { get; private set; }

    public void Advance(int count)
    {
        Written += count;
        Pool.Return(_buffer);
        _buffer = [];
    }

    public Memory<byte> GetMemory(int sizeHint = 0) => _buffer = Pool.Rent(Math.Max(sizeHint, 1));

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
}
