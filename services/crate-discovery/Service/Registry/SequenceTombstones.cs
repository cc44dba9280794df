namespace Ctas7.CrateDiscovery.Registry;

/// <summary>The readings that removed a crate, so that an older reading which arrives late does not bring it back. Keeps the last 4096.</summary>
internal sealed class SequenceTombstones
{
    private const int Bound = 4096;
    private readonly Dictionary<string, long> _sequences = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    internal void Add(string path, long sequence)
    {
        if (_sequences.TryAdd(path, sequence))
        {
            _order.Enqueue(path);
            if (_order.Count > Bound)
            {
                _sequences.Remove(_order.Dequeue());
            }
        }
        else
        {
            _sequences[path] = sequence;
        }
    }

    internal void Clear()
    {
        _sequences.Clear();
        _order.Clear();
    }

    internal bool IsOlder(string path, long sequence) => _sequences.TryGetValue(path, out var removed) && sequence < removed;
}
