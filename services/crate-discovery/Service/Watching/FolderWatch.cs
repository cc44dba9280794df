using Ctas7.CrateDiscovery.Files;
using Ctas7.CrateDiscovery.Scanning;
using Microsoft.Extensions.Options;

namespace Ctas7.CrateDiscovery.Watching;

/// <summary>Which folders are watched, and how many may be. Walks add folders before they list them, so that nothing falls between list and watch. Thread-safe.</summary>
public sealed partial class FolderWatch : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, string> _folders = [];
    private readonly Dictionary<string, int> _watches = new(StringComparer.Ordinal);
    private readonly Inotify? _inotify;
    private readonly ILogger<FolderWatch> _log;
    private int _refused;
    private bool _overflowed;
    private long _overflows;

    /// <summary>Opens inotify, unless <see cref="DiscoveryOptions.Watch"/> is off.</summary>
    public FolderWatch(IOptions<DiscoveryOptions> options, ILogger<FolderWatch> log)
    {
        _log = log;
        KernelLimit = Inotify.KernelLimit();
        Budget = options.Value.WatchBudget > 0 ? Math.Min(options.Value.WatchBudget, KernelLimit) : KernelLimit;
        if (options.Value.Watch && Inotify.Open(out _inotify) is var error && error != FileError.None)
        {
            LogNoInotify(error.Describe());
        }
    }

    /// <summary>Most folders that are watched.</summary>
    public int Budget { get; }

    /// <summary>The kernel's own limit per user, <c>fs.inotify.max_user_watches</c>.</summary>
    public int KernelLimit { get; }

    /// <summary>Folders watched now.</summary>
    public int Watched
    {
        get
        {
            lock (_gate)
            {
                return _folders.Count;
            }
        }
    }

    /// <summary>Folders that found no watch since the last whole scan began.</summary>
    public int Unwatched => Volatile.Read(ref _refused);

    /// <summary>How often the kernel dropped events.</summary>
    public long Overflows => Interlocked.Read(ref _overflows);

    /// <summary>How changes come to be known.</summary>
    public WatchState State => _inotify is null ? WatchState.Polling
        : Unwatched > 0 || Volatile.Read(ref _overflowed) ? WatchState.Degraded : WatchState.Live;

    internal Inotify? Source => _inotify;

    /// <inheritdoc/>
    public void Dispose() => _inotify?.Dispose();

    /// <summary>A whole scan begins: it adds every folder again, and finds what an overflow dropped.</summary>
    internal void BeginScan()
    {
        Volatile.Write(ref _refused, 0);
        Volatile.Write(ref _overflowed, false);
    }

    /// <summary>The scan ended early: there may be folders that are not watched.</summary>
    internal void NoteUnfinished() => Volatile.Write(ref _overflowed, true);

    internal void NoteOverflow()
    {
        Volatile.Write(ref _overflowed, true);
        Interlocked.Increment(ref _overflows);
    }

    /// <summary>Watches a folder, if the budget allows; a folder already watched costs nothing more.</summary>
    internal void Add(OpenFile folder, string path)
    {
        if (_inotify is null)
        {
            return;
        }

        lock (_gate)
        {
            // Over the budget the kernel is not even asked; a folder that is watched already is told its path anew.
            if ((_folders.Count < Budget || _watches.ContainsKey(path)) && _inotify.Add(folder, out var watch) == FileError.None)
            {
                Drop(watch);
                _folders[watch] = path;
                _watches[path] = watch;
                return;
            }
        }

        if (Interlocked.Increment(ref _refused) == 1)
        {
            LogBudget(Budget, path);
        }
    }

    /// <summary>The path of the folder that an event is about; null when it is no longer watched.</summary>
    internal string? PathOf(int watch)
    {
        lock (_gate)
        {
            return _folders.GetValueOrDefault(watch);
        }
    }

    /// <summary>The kernel says that a watch is gone with its folder.</summary>
    internal void Forget(int watch)
    {
        lock (_gate)
        {
            Drop(watch);
        }
    }

    /// <summary>The folder moved away: its watches would go on telling the old paths.</summary>
    internal void RemoveBelow(string folder)
    {
        lock (_gate)
        {
            foreach (var watch in _folders.Where(entry => RootPaths.Contains(folder, entry.Value)).Select(entry => entry.Key).ToList())
            {
                Drop(watch);
                _inotify?.Remove(watch);
            }
        }
    }

    private void Drop(int watch)
    {
        if (_folders.Remove(watch, out var path) && _watches.GetValueOrDefault(path) == watch)
        {
            _watches.Remove(path);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Changes on disk cannot be watched and are polled instead: {Reason}")]
    private partial void LogNoInotify(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The budget of {Budget} watches is used up at {Path}; the rest is polled. Raise fs.inotify.max_user_watches or prune folders")]
    private partial void LogBudget(int budget, string path);
}
