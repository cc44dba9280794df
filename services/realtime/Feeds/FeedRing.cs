using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using Ctas7.Realtime.History;

namespace Ctas7.Realtime.Feeds;

/// <summary>
/// The newest items of one channel, shared by all readers: each keeps only the sequence it reads next, so a slow reader
/// costs no memory and delays nobody. Bounded by count and bytes; the oldest go first.
/// One writer; any number of readers without a lock.
/// </summary>
public sealed class FeedRing
{
    private readonly FeedItem?[] _items;
    private readonly long _maxBytes;
    private long _first;
    private long _next;
    private long _totalBytes;
    private long _firstBytes;

    /// <param name="maxItems">Items kept; rounded up to a power of two.</param>
    /// <param name="maxBytes">Bytes of JSON kept; the newest item is kept whatever its size.</param>
    public FeedRing(int maxItems, long maxBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxItems, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBytes, 1);
        _items = new FeedItem?[(int)BitOperations.RoundUpToPowerOf2((uint)maxItems)];
        _maxBytes = maxBytes;
    }

    /// <summary>Sequence of the oldest item that is kept.</summary>
    public long First => Volatile.Read(ref _first);

    /// <summary>Sequence that the next item will get.</summary>
    public long Next => Volatile.Read(ref _next);

    /// <summary>Adds an item and drops what no longer fits.</summary>
    public FeedItem Add(LogPosition position, ReadOnlyMemory<byte> json, bool isEvent)
    {
        var item = new FeedItem(_next, position, json, isEvent, _totalBytes);
        _totalBytes += json.Length;
        while (_next - _first >= _items.Length || (_first < _next && _totalBytes - _firstBytes > _maxBytes))
        {
            DropFirst();
        }

        Volatile.Write(ref _items[Slot(_next)], item);
        Volatile.Write(ref _next, _next + 1);
        return item;
    }

    /// <summary>The item with this sequence. False when it is not there yet, or no longer: then <see cref="First"/> is higher.</summary>
    public bool TryGet(long sequence, [NotNullWhen(true)] out FeedItem? item)
    {
        item = Volatile.Read(ref _items[Slot(sequence)]);
        if (item?.Sequence == sequence && sequence < Next)
        {
            return true;
        }

        item = null;
        return false;
    }

    /// <summary>The kept items, newest first.</summary>
    public IEnumerable<FeedItem> NewestFirst()
    {
        for (var sequence = Next - 1; sequence >= First && TryGet(sequence, out var item); sequence--)
        {
            yield return item;
        }
    }

    private void DropFirst()
    {
        ref var slot = ref _items[Slot(_first)];
        _firstBytes = slot!.BytesBefore + slot.Json.Length;
        Volatile.Write(ref _first, _first + 1);
        Volatile.Write(ref slot, null);
    }

    private int Slot(long sequence) => (int)(sequence & (_items.Length - 1));
}
