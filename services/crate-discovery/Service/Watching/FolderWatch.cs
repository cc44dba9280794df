using Ctas7.CrateDiscovery.Files;
using Ctas7.CrateDiscovery.Scanning;
using Microsoft.Extensions.Options;

namespace Ctas7.CrateDiscovery.Watching;

/// <summary>
/// Which folders are watched, and how many may be. Walks add folders before they list them, so that nothing falls between list and watch.
/// A whole scan settles what is watched: it tries again what was refused before, and ends the watches of folders that it did not meet. Thread-safe.
/// </summary>
public sealed partial class FolderWatch : IDisposable
{
    /// <summary>
    /// Watches that are ended between two looks at the events, at most: the kernel queues an event for each (<c>IN_IGNORED</c>), and its queue holds
    /// 16,384 by default.
    /// </summary>
    internal const int MostEnded = 4096;

    private readonly Lock _gate = new();
    private readonly Dictionary<int, Entry> _folders = [];
    private readonly Dictionary<string, int> _watches = new(StringComparer.Ordinal);
    private readonly HashSet<int> _ending = [];
    private readonly DiscoveryOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<FolderWatch> _log;
    private readonly WatchHistory _history;
    private volatile Inotify? _inotify;
    private int _endable = MostEnded;
    private long _moves;
    private int _scan;
    private int _refused;
    private int _unwatched;
    private bool _isSettled;
    private long _overflows;
    private long _overflowsAtBegin;
    private long _overflowsHealed;
    private string? _lastRefusal;
    private WatchState? _said;

    /// <summary>Opens inotify, unless <see cref="DiscoveryOptions.Watch"/> is off.</summary>
    public FolderWatch(IOptions<DiscoveryOptions> options, TimeProvider clock, ILogger<FolderWatch> log)
    {
        (_options, _clock, _log) = (options.Value, clock, log);
        _history = new WatchHistory(clock);
        ReadBudget();
        Open();
        _history.Note(State);
    }

    /// <summary>Called when folders can be watched that could not before.</summary>
    public event Action? Opened;

    /// <summary>Most folders that are watched.</summary>
    public int Budget { get; private set; }

    /// <summary>The kernel's own limit per user: <c>fs.inotify.max_user_watches</c>, or <c>user.max_inotify_watches</c> where that is lower.</summary>
    public int KernelLimit { get; private set; }

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

    /// <summary>Folders that found no watch in the last whole scan, or since.</summary>
    public int Unwatched => Math.Max(Volatile.Read(ref _unwatched), Volatile.Read(ref _refused));

    /// <summary>How often the kernel dropped events.</summary>
    public long Overflows => Interlocked.Read(ref _overflows);

    /// <summary>How changes come to be known.</summary>
    public WatchState State => _inotify is null ? WatchState.Polling
        : Unwatched > 0 || !Volatile.Read(ref _isSettled) || Overflows > Interlocked.Read(ref _overflowsHealed) ? WatchState.Degraded : WatchState.Live;

    /// <summary>Since when <see cref="State"/> is what it is, and how long it was not live so far.</summary>
    public WatchHistory History => _history;

    internal Inotify? Source => _inotify;

    /// <summary>How many folders are known to have moved away so far.</summary>
    internal long Moves => Interlocked.Read(ref _moves);

    /// <inheritdoc/>
    public void Dispose() => _inotify?.Dispose();

    /// <summary>A whole scan begins: it adds every folder again, and finds what an overflow dropped.</summary>
    internal void BeginScan()
    {
        ReadBudget();
        Open();
        lock (_gate)
        {
            _scan++;
            _refused = 0;
            _overflowsAtBegin = Overflows;
        }
    }

    /// <summary>The whole scan is over; if it came to its end, what it did not meet is no longer there to be watched.</summary>
    internal void EndScan(bool isCompleted)
    {
        lock (_gate)
        {
            if (isCompleted)
            {
                RemoveWhere(folder => folder.Scan != _scan);
                _unwatched = _refused;
                _isSettled = true;
                Interlocked.Exchange(ref _overflowsHealed, _overflowsAtBegin);
            }
        }

        NoteState();
    }

    internal void NoteOverflow()
    {
        if (Interlocked.Increment(ref _overflows) == Interlocked.Read(ref _overflowsHealed) + 1)
        {
            LogOverflow();
        }

        NoteState();
    }

    /// <summary>Watches a folder, if the budget allows; a folder already watched costs nothing more.</summary>
    /// <param name="folder">The open folder.</param>
    /// <param name="root">The root it was opened in.</param>
    /// <param name="path">Where it was when it was opened.</param>
    /// <param name="moves"><see cref="Moves"/> before that: if one is known since, the folder may lie elsewhere, and is then not watched as that of its path.</param>
    internal void Add(OpenFile folder, string root, string path, long moves)
    {
        if (_inotify is not { } inotify)
        {
            return;
        }

        var error = FileError.NoSpace;
        lock (_gate)
        {
            // Over the budget the kernel is not even asked; a folder that is watched already is told its path anew.
            if (_folders.Count < Budget || _watches.ContainsKey(path))
            {
                error = inotify.Add(folder, out var watch);
                if (error == FileError.None)
                {
                    KeepIfThere(folder, watch, root, path, moves);
                    return;
                }
            }
        }

        if (!error.IsAbsent())
        {
            Refuse(path, error);
        }
    }

    /// <summary>A folder is there and cannot be watched now: until a whole scan finds all of them watched, they are polled.</summary>
    internal void Refuse(string path, FileError error)
    {
        lock (_gate)
        {
            _refused++;
            _lastRefusal = error == FileError.NoSpace ? path : $"{path} ({error.Describe()})";
        }

        // Said in words at the end of the scan, with how many there are.
        _history.Note(State);
    }

    /// <summary>The path of the folder that an event is about; null when it is no longer watched.</summary>
    internal string? PathOf(int watch)
    {
        lock (_gate)
        {
            return _folders.TryGetValue(watch, out var folder) ? folder.Path : null;
        }
    }

    /// <summary>The kernel says that a watch is gone with its folder.</summary>
    internal void Forget(int watch)
    {
        lock (_gate)
        {
            Drop(watch);
            _ending.Remove(watch);
        }
    }

    /// <summary>The events so far have been read: watches that wait for their end are ended, as many as the kernel's queue has room for.</summary>
    internal void EndNextWatches()
    {
        lock (_gate)
        {
            _endable = MostEnded;
            EndWatches();
        }
    }

    /// <summary>The folder moved away: its watches would go on telling the old paths.</summary>
    internal void RemoveBelow(string folder)
    {
        lock (_gate)
        {
            _moves++;
            RemoveWhere(watched => RootPaths.Contains(folder, watched.Path));
        }
    }

    private void Open()
    {
        if (!_options.Watch || _inotify is not null)
        {
            return;
        }

        var error = Inotify.Open(out var inotify);
        if (error != FileError.None)
        {
            if (_history.IsNews(WatchState.Polling))
            {
                LogNoInotify(error == FileError.TooManyOpen ? "fs.inotify.max_user_instances is used up" : error.Describe(), _options.PollInterval.TotalSeconds);
            }

            return;
        }

        // Nothing is watched yet: that is settled at the end of the scan that begins.
        Volatile.Write(ref _isSettled, false);
        _inotify = inotify;
        _history.Note(State);
        Opened?.Invoke();
    }

    private void ReadBudget()
    {
        KernelLimit = Inotify.KernelLimit();
        Budget = _options.WatchBudget > 0 ? Math.Min(_options.WatchBudget, KernelLimit) : KernelLimit;
    }

    private void KeepIfThere(OpenFile folder, int watch, string root, string path, long moves)
    {
        var isKnown = _folders.TryGetValue(watch, out var known);
        if ((_moves == moves && (!isKnown || known.Path == path)) || FolderPlace.IsAt(folder, root, path))
        {
            Keep(watch, path);
        }
        else if (!isKnown)
        {
            _ending.Add(watch);
            EndWatches();
        }
    }

    private void Keep(int watch, string path)
    {
        // A former folder of this path keeps its watch: which of the two is the later one is not known here. It ends with its folder, or with the next whole scan.
        Drop(watch);
        _ending.Remove(watch);
        _folders[watch] = new Entry(path, _scan);
        _watches[path] = watch;
    }

    private void RemoveWhere(Predicate<Entry> wanted)
    {
        foreach (var watch in _folders.Where(entry => wanted(entry.Value)).Select(entry => entry.Key).ToList())
        {
            Drop(watch);
            _ending.Add(watch);
        }

        EndWatches();
    }

    /// <summary>Nobody is told what comes of these watches any more; the kernel is told in portions.</summary>
    private void EndWatches()
    {
        while (_endable > 0 && _ending.Count > 0)
        {
            var watch = _ending.First();
            _ending.Remove(watch);
            if (_inotify?.Remove(watch) == true)
            {
                _endable--;
            }
        }
    }

    private void Drop(int watch)
    {
        if (_folders.Remove(watch, out var folder) && _watches.GetValueOrDefault(folder.Path) == watch)
        {
            _watches.Remove(folder.Path);
        }
    }

    /// <summary>Says once per change how changes come to be known from here on.</summary>
    private void NoteState()
    {
        var state = State;
        _history.Note(state);
        lock (_gate)
        {
            if (_said == state)
            {
                return;
            }

            _said = state;
        }

        if (state == WatchState.Live)
        {
            LogLive(Watched);
        }
        else if (state == WatchState.Degraded && Unwatched > 0)
        {
            LogBudget(Watched, Budget, Unwatched, _options.PollInterval.TotalSeconds, _lastRefusal ?? "");
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Changes on disk cannot be watched ({Reason}); everything is polled every {Seconds} s, and the watch tried again")]
    private partial void LogNoInotify(string reason, double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Watched} folders are watched, of a budget of {Budget}; {Unwatched} more are polled every {Seconds} s, such as {Path}. Raise fs.inotify.max_user_watches or prune folders")]
    private partial void LogBudget(int watched, int budget, int unwatched, double seconds, string path);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The kernel dropped events of the disk, as its queue (fs.inotify.max_queued_events) was full; everything is scanned again")]
    private partial void LogOverflow();

    [LoggerMessage(Level = LogLevel.Information, Message = "All {Watched} folders are watched: changes are known at once")]
    private partial void LogLive(int watched);

    /// <param name="Path">Where the folder is.</param>
    /// <param name="Scan">The whole scan that met it last.</param>
    private readonly record struct Entry(string Path, int Scan);
}
