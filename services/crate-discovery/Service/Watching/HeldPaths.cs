using Ctas7.CrateDiscovery.Manifests;

namespace Ctas7.CrateDiscovery.Watching;

/// <summary>
/// Paths that are looked at again later: broken or absent manifests in their grace, and files somebody is still writing.
/// A path that is held again is put off, but never beyond <c>8 ×</c> its delay after the first time. Thread-safe.
/// </summary>
public sealed class HeldPaths(TimeProvider clock)
{
    /// <summary>A path is put off for at most so many delays.</summary>
    public const int MostDelays = 8;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Held> _held = new(StringComparer.Ordinal);
    private int _beingLookedAt;

    /// <summary>Called whenever a path is held, so that somebody may set a timer anew.</summary>
    public event Action? Added;

    /// <summary>How many paths are held, those included that were taken out and are being looked at.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _held.Count + _beingLookedAt;
            }
        }
    }

    /// <summary>Has <paramref name="path"/> looked at again after <paramref name="delay"/>.</summary>
    /// <param name="cause">Why it is looked at again; of several the last file event counts.</param>
    /// <param name="isAbsent">There was nothing at the path, where a manifest should be.</param>
    /// <param name="sequence">The reading that gave rise to it.</param>
    public void Hold(string root, string path, TimeSpan delay, ReadingCause cause = ReadingCause.Settled, bool isAbsent = false, long sequence = 0)
    {
        var now = clock.GetTimestamp();
        lock (_gate)
        {
            var isHeld = _held.TryGetValue(path, out var held);
            var first = isHeld ? held.First : now;
            var due = Math.Min(After(now, delay), After(first, delay * MostDelays));
            var isNewer = !isHeld || sequence >= held.Sequence;
            _held[path] = new Held(
                root, first, due, isHeld && cause == ReadingCause.Settled ? held.Cause : cause, isNewer ? isAbsent : held.IsAbsent, isNewer ? sequence : held.Sequence);
        }

        Added?.Invoke();
    }

    /// <summary>No longer needs to be looked at, unless a later reading than <paramref name="sequence"/> holds it: readings may arrive in another order than they were made.</summary>
    public void Release(string path, long sequence = long.MaxValue)
    {
        lock (_gate)
        {
            if (_held.TryGetValue(path, out var held) && held.Sequence <= sequence)
            {
                _held.Remove(path);
            }
        }
    }

    /// <summary>The held paths.</summary>
    public IReadOnlyList<string> Paths()
    {
        lock (_gate)
        {
            return [.. _held.Keys];
        }
    }

    /// <summary>How many paths in <paramref name="root"/> are held because nothing was there, where a manifest should be.</summary>
    public int CountAbsent(string root)
    {
        lock (_gate)
        {
            return _held.Values.Count(held => held.IsAbsent && held.Root == root);
        }
    }

    /// <summary>Takes out the paths whose time has come; they count as held until <see cref="Settled"/> says that they were looked at.</summary>
    public IReadOnlyList<(string Root, string Path, ReadingCause Cause)> TakeDue()
    {
        var now = clock.GetTimestamp();
        lock (_gate)
        {
            if (_held.Count == 0)
            {
                return [];
            }

            var due = _held.Where(entry => entry.Value.Due <= now).Select(entry => (entry.Value.Root, entry.Key, entry.Value.Cause)).ToList();
            due.ForEach(entry => _held.Remove(entry.Key));
            _beingLookedAt += due.Count;
            return due;
        }
    }

    /// <summary>So many of the paths taken out have been looked at, and told.</summary>
    public void Settled(int count)
    {
        lock (_gate)
        {
            _beingLookedAt -= count;
        }
    }

    /// <summary>Time until the next path is due; null when none is held.</summary>
    public TimeSpan? UntilNext()
    {
        lock (_gate)
        {
            return _held.Count == 0 ? null : clock.GetElapsedTime(clock.GetTimestamp(), _held.Values.Min(held => held.Due));
        }
    }

    private long After(long timestamp, TimeSpan delay) => timestamp + (long)(delay.TotalSeconds * clock.TimestampFrequency);

    private readonly record struct Held(string Root, long First, long Due, ReadingCause Cause, bool IsAbsent, long Sequence);
}
