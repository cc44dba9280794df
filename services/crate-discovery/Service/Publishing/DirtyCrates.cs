using System.Diagnostics;

namespace Ctas7.CrateDiscovery.Publishing;

/// <summary>Crates that may have to be announced, each once however often it changed, in the order of their first change. Thread-safe.</summary>
internal sealed class DirtyCrates : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Queue<Guid> _order = new();
    private readonly Dictionary<Guid, (long Revision, ActivityContext Cause)> _entries = [];
    private readonly SemaphoreSlim _signal = new(0, 1);

    internal int Count
    {
        get
        {
            lock (_gate)
            {
                return _order.Count;
            }
        }
    }

    public void Dispose() => _signal.Dispose();

    /// <summary>Adds a crate; the highest revision it was added with counts, and what caused it.</summary>
    internal void Add(Guid crate, long revision, ActivityContext cause)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(crate, out var earlier))
            {
                _order.Enqueue(crate);
            }

            if (earlier.Revision <= revision)
            {
                _entries[crate] = (revision, cause);
            }

            if (_signal.CurrentCount == 0)
            {
                _signal.Release();
            }
        }
    }

    /// <summary>Waits until there are some and takes up to <paramref name="most"/> of them.</summary>
    internal async Task<IReadOnlyList<(Guid Crate, long Revision, ActivityContext Cause)>> TakeAsync(int most, CancellationToken cancel)
    {
        while (true)
        {
            await _signal.WaitAsync(cancel);
            lock (_gate)
            {
                var taken = new List<(Guid, long, ActivityContext)>();
                while (taken.Count < most && _order.TryDequeue(out var crate))
                {
                    _entries.Remove(crate, out var entry);
                    taken.Add((crate, entry.Revision, entry.Cause));
                }

                if (_order.Count > 0 && _signal.CurrentCount == 0)
                {
                    _signal.Release();
                }

                if (taken.Count > 0)
                {
                    return taken;
                }
            }
        }
    }
}
