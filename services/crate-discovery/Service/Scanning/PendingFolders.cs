namespace Ctas7.CrateDiscovery.Scanning;

/// <summary>
/// The folders a walk still has to list, last in first out, shared by its threads. <see cref="TryTake"/> waits while another thread
/// may still add some, and answers false on every thread once all is done or the walk is stopped.
/// </summary>
internal sealed class PendingFolders : IDisposable
{
    private readonly Stack<byte[]> _folders = new();
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _available = new(0);
    private int _unfinished;
    private bool _stopped;

    internal PendingFolders(byte[] first) => Add([first]);

    public void Dispose() => _available.Dispose();

    internal void Add(List<byte[]> folders)
    {
        if (folders.Count == 0)
        {
            return;
        }

        lock (_gate)
        {
            _unfinished += folders.Count;
            foreach (var folder in folders)
            {
                _folders.Push(folder);
            }
        }

        _available.Release(folders.Count);
    }

    internal bool TryTake(out byte[] folder)
    {
        _available.Wait();
        lock (_gate)
        {
            return _folders.TryPop(out folder!) && !_stopped;
        }
    }

    /// <summary>Says that a taken folder is listed and its subfolders are added.</summary>
    internal void Finished(int threads)
    {
        lock (_gate)
        {
            if (--_unfinished > 0)
            {
                return;
            }
        }

        _available.Release(threads);
    }

    internal void Stop(int threads)
    {
        lock (_gate)
        {
            _stopped = true;
        }

        _available.Release(threads);
    }
}
