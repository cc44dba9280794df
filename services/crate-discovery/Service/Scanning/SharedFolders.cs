namespace Ctas7.CrateDiscovery.Scanning;

/// <summary>
/// Where the threads of a walk, each of which has its own stack of folders, give work to one that has run out of it. As long as all are
/// busy nothing is shared and nothing locked. The walk is over when all have run out.
/// </summary>
/// <param name="threads">How many threads take part.</param>
internal sealed class SharedFolders(int threads)
{
    private readonly object _gate = new();
    private readonly List<WalkItem> _given = [];
    private int _idle;
    private volatile bool _hungry;
    private volatile bool _stopped;

    /// <summary>Somebody waits for work and nobody has given any.</summary>
    internal bool IsHungry => _hungry;

    /// <summary>The walk ends early.</summary>
    internal bool IsStopped => _stopped;

    /// <summary>Gives the older half of a thread's folders: those are nearer to the root and hold more.</summary>
    internal void Give(List<WalkItem> own)
    {
        lock (_gate)
        {
            var count = own.Count / 2;
            _given.AddRange(own.GetRange(0, count));
            own.RemoveRange(0, count);
            _hungry = false;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits for work; false when the walk is over.</summary>
    internal bool TryTake(List<WalkItem> own)
    {
        lock (_gate)
        {
            _idle++;
            while (_given.Count == 0 && _idle < threads && !_stopped)
            {
                _hungry = true;
                Monitor.Wait(_gate);
            }

            if (_given.Count == 0 || _stopped)
            {
                // All have run out: the others are told the same.
                Monitor.PulseAll(_gate);
                return false;
            }

            _idle--;
            var count = (_given.Count + 1) / 2;
            own.AddRange(_given.GetRange(_given.Count - count, count));
            _given.RemoveRange(_given.Count - count, count);
            return true;
        }
    }

    /// <summary>Ends the walk early.</summary>
    internal void Stop()
    {
        lock (_gate)
        {
            _stopped = true;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>What nobody took, once all threads have ended.</summary>
    internal IReadOnlyList<WalkItem> Left => _given;
}
