namespace Ctas7.CrateDiscovery.Watching;

/// <summary>How the state of the watch changed. Thread-safe.</summary>
public sealed class WatchHistory(TimeProvider clock)
{
    private readonly Lock _gate = new();
    private WatchState? _state;
    private DateTimeOffset _since = clock.GetUtcNow();
    private long _at = clock.GetTimestamp();
    private TimeSpan _notLive;

    /// <summary>Since when the state is what it is, UTC.</summary>
    public DateTimeOffset Since
    {
        get
        {
            lock (_gate)
            {
                return _since;
            }
        }
    }

    /// <summary>How long changes were not known at once, altogether.</summary>
    public TimeSpan NotLive
    {
        get
        {
            lock (_gate)
            {
                return _state == WatchState.Live ? _notLive : _notLive + clock.GetElapsedTime(_at);
            }
        }
    }

    /// <summary>Whether this would be another state than the last one noted.</summary>
    internal bool IsNews(WatchState state)
    {
        lock (_gate)
        {
            return _state != state;
        }
    }

    /// <summary>Notes the state; true when it is another one than before.</summary>
    internal bool Note(WatchState state)
    {
        lock (_gate)
        {
            if (_state == state)
            {
                return false;
            }

            if (_state != WatchState.Live)
            {
                _notLive += clock.GetElapsedTime(_at);
            }

            (_state, _since, _at) = (state, clock.GetUtcNow(), clock.GetTimestamp());
            return true;
        }
    }
}
