using System.Buffers;

namespace Grpc.Protocol;

/// <summary>A growing buffer of rented memory. Not thread-safe.</summary>
internal sealed class PooledBuffer : IBufferWriter<byte>, IDisposable
{
    private const int SmallestRent = 256;
    private byte[] _memory = [];
    private int _written;

    /// <summary>What was written since the last <see cref="Clear"/>.</summary>
    public ReadOnlyMemory<byte> Written => _memory.AsMemory(0, _written);

    /// <summary>Forgets what was written and keeps the memory.</summary>
    public void Clear() => _written = 0;

    /// <inheritdoc/>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(_memory.Length - _written));
        _written += count;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _memory.AsMemory(_written);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <inheritdoc/>
    public void Dispose()
    {
        var memory = _memory;
        (_memory, _written) = ([], 0);
        Release(memory);
    }

    private void Reserve(int size)
    {
        if (_memory.Length - _written >= size)
        {
            return;
        }

        var needed = Math.Max(checked(_written + size), SmallestRent);
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Math.Max(needed, 2L * _memory.Length), Array.MaxLength));
        _memory.AsSpan(0, _written).CopyTo(larger);
        Release(_memory);
        _memory = larger;
    }

    private static void Release(byte[] memory)
    {
        if (memory.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(memory);
        }
    }
}
