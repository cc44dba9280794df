using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;
using Ctas7.CrateDiscovery.Files;
using Ctas7.CrateDiscovery.GitIgnore;
using Ctas7.CrateDiscovery.Manifests;
using Ctas7.CrateDiscovery.Registry;
using Ctas7.CrateDiscovery.Replicas;
using Ctas7.CrateDiscovery.Scanning;

namespace Ctas7.CrateDiscovery.Watching;

/// <summary>
/// The thread that follows the disk: events of watched folders are read and acted on at once, held paths when they are due.
/// A saved manifest that parses is in the registry before the next event is read.
/// </summary>
public sealed partial class ManifestFollower(
    FolderWatch watch,
    HeldPaths held,
    HeldRemovals removals,
    Reconciler reconciler,
    Scanner scanner,
    ScanRoots roots,
    PruneRules prune,
    CrateRegistry registry,
    ScanRequests requests,
    TimeProvider clock,
    ILogger<ManifestFollower> log) : ITermWorker, IDisposable
{
    private const int EventBytes = 64 * 1024;
    // More than the kernel keeps: what comes while it is read is for the next round, as held paths have their time too.
    private const int MostReads = 32;

    // A writer that keeps its file open sends no close: look after a short while.
    private static readonly TimeSpan WritingPause = TimeSpan.FromMilliseconds(50);
    // While events keep coming they are gathered, ever longer up to this, so that a storm is a few large batches. The first one after a rest never waits.
    private static readonly TimeSpan ShortestGather = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LongestGather = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan FailurePause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private readonly ManualResetEventSlim _heldAdded = new();
    private readonly HeldPaths _writing = new(clock);
    private readonly MountTable _mounts = new(roots.Paths);
    private TimeSpan _gather = ShortestGather;
    private long _ended;
    private CancellationToken _term;

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken term)
    {
        _term = term;
        held.Added += Wake;
        watch.Opened += Wake;
        try
        {
            using var ending = term.Register(Wake);
            await Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        finally
        {
            held.Added -= Wake;
            watch.Opened -= Wake;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _heldAdded.Dispose();
        _mounts.Dispose();
    }

    private void Run()
    {
        var buffer = new byte[EventBytes];
        while (!_term.IsCancellationRequested)
        {
            try
            {
                Wait();
                Gather();
                var events = new FolderEvents();
                Collect(buffer, events);
                watch.EndNextWatches();
                if (Act(events))
                {
                    _ended = clock.GetTimestamp();
                }

                reconciler.LookAtDue();
                LookAtWritten();
            }
            catch (Exception failure)
            {
                // This thread is the only ear on the disk: whatever goes wrong with one event, a scan will see, and the next event counts.
                LogFailed(failure);
                requests.Ask(ScanReason.Overflow);
                _term.WaitHandle.WaitOne(FailurePause);
            }
        }
    }

    private void LookAtWritten()
    {
        var due = _writing.TakeDue();
        _writing.Settled(due.Count);
        reconciler.Take(due.Select(entry => reconciler.Read(entry.Root, entry.Path, entry.Cause)).ToList());
    }

    /// <summary>Waits a little where the last round ended just now.</summary>
    private void Gather()
    {
        if (clock.GetElapsedTime(_ended) < LongestGather)
        {
            _term.WaitHandle.WaitOne(_gather);
            _gather = _gather * 2 < LongestGather ? _gather * 2 : LongestGather;
        }
        else
        {
            _gather = ShortestGather;
        }
    }

    private void Wait()
    {
        var longest = new[] { held.UntilNext(), _writing.UntilNext(), removals.UntilNext() }.Min() ?? LongestWait;
        longest = TimeSpan.FromTicks(Math.Clamp(longest.Ticks, 0, LongestWait.Ticks));
        if (watch.Source is { } inotify)
        {
            if (inotify.Wait(longest, _mounts) && _mounts.HasChanged())
            {
                requests.Ask(ScanReason.Poll);
            }
        }
        else
        {
            _heldAdded.Wait(longest);
            _heldAdded.Reset();
        }
    }

    private void Wake()
    {
        watch.Source?.Wake();
        _heldAdded.Set();
    }

    private void Collect(byte[] buffer, FolderEvents events)
    {
        int length;
        for (var reads = 0; reads < MostReads && watch.Source is { } inotify && events.Count < FolderEvents.Most && (length = inotify.Read(buffer)) > 0; reads++)
        {
            for (var at = 0; at < length;)
            {
                // struct inotify_event: i32 watch, u32 mask, u32 cookie, u32 length of the name, name padded with zeros.
                var head = buffer.AsSpan(at, 16);
                var nameLength = BinaryPrimitives.ReadInt32LittleEndian(head[12..]);
                var name = buffer.AsSpan(at + 16, nameLength);
                at += 16 + nameLength;
                var end = name.IndexOf((byte)0);
                Sort(BinaryPrimitives.ReadInt32LittleEndian(head), BinaryPrimitives.ReadUInt32LittleEndian(head[4..]), end < 0 ? name : name[..end], events);
            }
        }
    }

    private void Sort(int number, uint mask, ReadOnlySpan<byte> name, FolderEvents events)
    {
        if ((mask & Inotify.Overflow) != 0)
        {
            watch.NoteOverflow();
            events.NeedsScan = ScanReason.Overflow;
            return;
        }

        var folder = watch.PathOf(number);
        if ((mask & Inotify.Ignored) != 0)
        {
            watch.Forget(number);
        }
        else if (folder is not null && name.IsEmpty)
        {
            // About the folder itself. Of others than roots the parent folder tells the same.
            if ((mask & Inotify.Unmounted) != 0 || ((mask & (Inotify.SelfDeleted | Inotify.SelfMoved | Inotify.Attributes)) != 0 && roots.Paths.Contains(folder)))
            {
                events.NeedsScan ??= ScanReason.Poll;
            }
        }
        else if (folder is not null)
        {
            SortNamed(folder, mask, name, events);
        }
    }

    private void SortNamed(string folder, uint mask, ReadOnlySpan<byte> name, FolderEvents events)
    {
        if (name.SequenceEqual(ManifestReader.FileNameUtf8) || (name.SequenceEqual(CargoReader.FileNameUtf8) && IsOfKnownCrate(folder)))
        {
            var path = RootPaths.Child(folder, ManifestReader.FileName);
            var isWhole = (mask & (Inotify.CloseWrite | Inotify.MovedTo | Inotify.MovedFrom | Inotify.Deleted | Inotify.IsFolder)) != 0;
            events.AddManifest(path, isWhole, CauseOf(mask));
        }
        else if (scanner.HonoursGitIgnore && name.SequenceEqual(GitIgnores.FileNameUtf8)
            && (mask & (Inotify.CloseWrite | Inotify.MovedTo | Inotify.MovedFrom | Inotify.Deleted)) != 0)
        {
            // Whatever it takes out or in lies in this folder.
            events.Appeared[folder] = CauseOf(mask);
        }

        if ((mask & Inotify.IsFolder) == 0 || !Utf8.IsValid(name) || IsPruned(folder, name))
        {
            return;
        }

        var child = RootPaths.Child(folder, Encoding.UTF8.GetString(name));
        if ((mask & Inotify.MovedFrom) != 0)
        {
            reconciler.NoteDisappearance();
            watch.RemoveBelow(child);
            events.Vanished.Add(child);
        }
        else if ((mask & (Inotify.Created | Inotify.MovedTo | Inotify.Attributes)) != 0)
        {
            events.Appeared[child] = CauseOf(mask);
        }
    }

    /// <summary>Whether the path, or a folder above it in the same root, is one of those: one look at a tree covers all that happened in it.</summary>
    private bool IsWithin(string path, Func<string, bool> isOne)
    {
        for (var root = roots.Of(path); root is not null && path.Length >= root.Length; path = RootPaths.Parent(path))
        {
            if (isOne(path))
            {
                return true;
            }

            if (path == "/")
            {
                break;
            }
        }

        return false;
    }

    /// <summary>What an event's mask says of a file or folder.</summary>
    private static ReadingCause CauseOf(uint mask) => mask switch
    {
        _ when (mask & Inotify.MovedTo) != 0 => ReadingCause.MovedIn,
        _ when (mask & Inotify.MovedFrom) != 0 => ReadingCause.MovedOut,
        _ when (mask & Inotify.Deleted) != 0 => ReadingCause.Deleted,
        _ when (mask & Inotify.Created) != 0 => ReadingCause.Created,
        _ when (mask & (Inotify.CloseWrite | Inotify.Modified)) != 0 => ReadingCause.Written,
        _ => ReadingCause.Attributes,
    };

    /// <summary>What lies beside a manifest is read with it; beside none it is nobody's.</summary>
    private bool IsOfKnownCrate(string folder) => registry.Current.ByPath.ContainsKey(RootPaths.Child(folder, ManifestReader.FileName));

    private bool IsPruned(string folder, ReadOnlySpan<byte> name)
        => roots.Of(folder) is { } root && prune.Prunes(Encoding.UTF8.GetBytes(RootPaths.Relative(root, folder)), name);

    /// <returns>Whether there was anything to do.</returns>
    private bool Act(FolderEvents events)
    {
        if (events.Count == 0 && events.NeedsScan is null)
        {
            return false;
        }

        using var activity = DiscoveryActivities.Start("follow disk")?.SetTag("ctas7.manifests", events.Manifests.Count);

        // New places first: what vanished may turn out to have moved there.
        foreach (var (folder, cause) in events.Appeared)
        {
            if (!IsWithin(RootPaths.Parent(folder), events.Appeared.ContainsKey))
            {
                scanner.ScanFolder(folder, cause, _term);
            }
        }

        var readings = new List<ManifestReading>();
        foreach (var (path, (isWhole, cause)) in events.Manifests)
        {
            if (roots.Of(path) is not { } root)
            {
                continue;
            }

            if (isWhole)
            {
                _writing.Release(path);
                readings.Add(reconciler.Read(root, path, cause));
            }
            else
            {
                _writing.Hold(root, path, WritingPause, cause);
            }
        }

        foreach (var crate in events.Vanished.Count == 0 ? [] : registry.Current.ByPath.Values.Where(crate => IsWithin(crate.Path, events.Vanished.Contains)))
        {
            readings.Add(reconciler.Read(crate.Root, crate.Path, ReadingCause.MovedOut));
        }

        reconciler.Take(readings);
        if (events.NeedsScan is { } reason)
        {
            requests.Ask(reason);
        }

        return true;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Following the disk failed once; everything is scanned again")]
    private partial void LogFailed(Exception failure);

    /// <summary>The events of one round, each path once.</summary>
    private sealed class FolderEvents
    {
        internal const int Most = 16_384;

        internal Dictionary<string, (bool IsWhole, ReadingCause Cause)> Manifests { get; } = new(StringComparer.Ordinal);

        internal Dictionary<string, ReadingCause> Appeared { get; } = new(StringComparer.Ordinal);

        internal HashSet<string> Vanished { get; } = new(StringComparer.Ordinal);

        internal ScanReason? NeedsScan { get; set; }

        internal int Count => Manifests.Count + Appeared.Count + Vanished.Count;

        /// <summary>The last event is the cause, but what follows a file's appearance belongs to it.</summary>
        internal void AddManifest(string path, bool isWhole, ReadingCause cause)
        {
            var known = Manifests.TryGetValue(path, out var earlier);
            var isSequel = known && earlier.Cause is ReadingCause.Created or ReadingCause.MovedIn && cause is ReadingCause.Written or ReadingCause.Attributes;
            Manifests[path] = (isWhole || earlier.IsWhole, isSequel ? earlier.Cause : cause);
        }
    }
}
