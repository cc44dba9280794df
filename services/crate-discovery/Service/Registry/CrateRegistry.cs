using System.Collections.Immutable;
using Ctas7.CrateDiscovery.Manifests;

namespace Ctas7.CrateDiscovery.Registry;

/// <summary>
/// Every known crate, by the path of its manifest. It is told what was read and decides what that means; it touches no
/// disk and no network. Writers take turns, readers use <see cref="Current"/> and never wait.
/// </summary>
public sealed class CrateRegistry
{
    /// <summary>How many changes are remembered for readers that resume.</summary>
    public const int RememberedChanges = 8192;

    private readonly Lock _gate = new();
    private readonly TimeProvider _clock;
    private readonly Queue<RegistryChange> _changes = new();
    private readonly List<RegistrySubscription> _subscriptions = [];
    private readonly SequenceTombstones _removed = new();
    private readonly ConfirmedReadings _confirmed = new();
    private readonly Dictionary<string, RememberedCrate> _remembered = new(StringComparer.Ordinal);
    private volatile RegistrySnapshot _current;

    /// <summary>An empty registry with a new epoch.</summary>
    public CrateRegistry(TimeProvider clock)
    {
        _clock = clock;
        _current = new RegistrySnapshot(
            Guid.CreateVersion7(clock.GetUtcNow()).ToString("N"),
            0,
            ImmutableSortedDictionary.Create<string, CrateRecord>(StringComparer.Ordinal),
            ImmutableDictionary.Create<string, ImmutableSortedSet<string>>(StringComparer.Ordinal),
            ImmutableDictionary<Guid, string>.Empty,
            ImmutableDictionary<Files.FileIdentity, string>.Empty,
            ImmutableSortedDictionary.Create<string, ManifestIssue>(StringComparer.Ordinal),
            0);
    }

    /// <summary>Called after each batch of changes, in revision order, while other writers wait: be quick.</summary>
    public event Action<IReadOnlyList<RegistryChange>>? Changed;

    /// <summary>
    /// Called in place of <see cref="Changed"/> when the whole registry is another one: a new epoch, restored from the cache, or another
    /// replica's. Whatever was derived from the registry is void.
    /// </summary>
    public event Action<RegistrySnapshot>? Replaced;

    /// <summary>The registry now.</summary>
    public RegistrySnapshot Current => _current;

    /// <summary>A new epoch with the crates that are known: this replica decides from here on what they are. Revisions go on counting.</summary>
    public void BeginEpoch()
    {
        lock (_gate)
        {
            var known = _current;
            var revision = Math.Max(known.Revision, known.ByPath.Values.Select(crate => crate.Revision).DefaultIfEmpty().Max());
            Become(new RegistrySnapshot(
                Guid.CreateVersion7(_clock.GetUtcNow()).ToString("N"),
                revision,
                known.ByPath,
                known.PathsByName,
                known.PathById,
                known.PathByFile,
                known.FolderIssues,
                known.IssuesRevision)
            {
                Removed = known.Removed,
            });
        }
    }

    /// <summary>Becomes a copy of another registry, epoch and revisions included. The crates rest on no reading of this process, so any reading is newer.</summary>
    public void Replace(RegistrySnapshot other)
    {
        ArgumentNullException.ThrowIfNull(other);
        lock (_gate)
        {
            _removed.Clear();
            _confirmed.Clear();
            _remembered.Clear();
            Become(other);
        }
    }

    /// <summary>Takes over changes of the registry that this one is a copy of. False, and nothing changed, when some before them are missing.</summary>
    public bool Replicate(IReadOnlyCollection<ReplicatedChange> changes)
    {
        lock (_gate)
        {
            var edit = new RegistryEdit(_current, _removed, _confirmed, _remembered, _clock.GetUtcNow());
            if (!edit.Replicate(changes, out var taken))
            {
                return false;
            }

            _current = edit.Result(taken.Count > 0);
            Tell(taken);
            return true;
        }
    }

    /// <summary>Takes over what the registry that this one is a copy of knows of folders.</summary>
    public void ReplicateFolders(IEnumerable<ManifestIssue> issues, long issuesRevision)
    {
        lock (_gate)
        {
            _current = _current.WithFolders(issues.ToImmutableSortedDictionary(issue => issue.Path, issue => issue, StringComparer.Ordinal), issuesRevision);
        }
    }

    /// <summary>Manifests below <paramref name="folder"/> that an earlier run knew and nobody has met since.</summary>
    public IReadOnlyList<string> RememberedBelow(string folder)
    {
        lock (_gate)
        {
            return [.. _remembered.Keys.Where(path => Files.RootPaths.Contains(folder, path))];
        }
    }

    /// <summary>Whether a manifest should be at <paramref name="path"/>: one was met there and is not missing, or an earlier run knew it.</summary>
    public bool Expects(string path)
    {
        if (_current.ByPath.TryGetValue(path, out var crate))
        {
            return crate.State != CrateState.Missing;
        }

        lock (_gate)
        {
            return _remembered.ContainsKey(path);
        }
    }

    /// <summary>What an earlier run knew. A crate found at such a path, or moved from it, keeps its identity.</summary>
    public void Remember(IEnumerable<RememberedCrate> crates)
    {
        lock (_gate)
        {
            // One that is registered is known, wherever its manifest lies by now.
            foreach (var crate in crates.Where(crate => !_current.PathById.ContainsKey(crate.Id)))
            {
                _remembered[crate.Path] = crate;
            }
        }
    }

    /// <summary>
    /// The same, when the crates are registered already: those at a known path take up their earlier identity. In the
    /// history of changes that is a removal and a new crate.
    /// </summary>
    public void AdoptIdentities(IEnumerable<RememberedCrate> crates)
    {
        lock (_gate)
        {
            var edit = new RegistryEdit(_current, _removed, _confirmed, _remembered, _clock.GetUtcNow());
            var changes = edit.Adopt(crates);
            _current = edit.Result(changes.Count > 0);
            Tell(changes);
        }
    }

    /// <summary>Says that everything has been looked at once: what was not found by now did not survive the restart.</summary>
    public void ForgetRemembered()
    {
        lock (_gate)
        {
            _remembered.Clear();
        }
    }

    /// <summary>
    /// Paths that the file now at another path may have moved from: those of the same file, and remembered or
    /// <paramref name="absent"/> ones of the same content. Look whether they are gone, and apply those readings together with the new one.
    /// </summary>
    public IReadOnlyList<string> MayHaveMovedFrom(ManifestReading reading, IEnumerable<string> absent)
    {
        var current = _current;
        if (reading.Outcome is not (ManifestOutcome.Good or ManifestOutcome.Broken) || current.ByPath.ContainsKey(reading.Path))
        {
            return [];
        }

        var paths = new List<string>();
        if (reading.File is { } file && current.PathByFile.TryGetValue(file, out var same))
        {
            paths.Add(same);
        }

        paths.AddRange(absent.Where(path => current.ByPath.TryGetValue(path, out var crate) && HasContentOf(reading, crate.ContentHash)));
        lock (_gate)
        {
            if (_remembered.Count > 0 && !_remembered.ContainsKey(reading.Path))
            {
                paths.AddRange(_remembered.Values
                    .Where(crate => HasContentOf(reading, crate.ContentHash) || (crate.File is not null && crate.File == reading.File))
                    .Select(crate => crate.Path));
            }
        }

        return [.. paths.Where(path => path != reading.Path).Distinct(StringComparer.Ordinal)];
    }

    private static bool HasContentOf(ManifestReading reading, string hash) => reading.ContentHash.Length > 0 && reading.ContentHash == hash;

    /// <summary>
    /// Takes readings in: a path seen for the first time becomes a crate, a changed one a new record, an absent one is
    /// removed — or moved, when the same batch holds its file at a path not known so far. A reading older than the one
    /// a record rests on changes nothing.
    /// </summary>
    /// <param name="readings">In any order.</param>
    /// <param name="guard">Holds removals back that look like a loss; without one whatever is absent is removed.</param>
    /// <param name="pending">How many further crates of a root are absent and not told yet.</param>
    public IReadOnlyList<RegistryChange> Apply(IReadOnlyCollection<ManifestReading> readings, RemovalGuard? guard = null, Func<string, int>? pending = null)
    {
        lock (_gate)
        {
            var edit = new RegistryEdit(_current, _removed, _confirmed, _remembered, _clock.GetUtcNow());
            var changes = edit.Apply(readings, guard, pending ?? (_ => 0));
            _current = edit.Result(changes.Count > 0);
            Tell(changes);
            return changes;
        }
    }

    /// <summary>Replaces what is known of the folders that <paramref name="looked"/> accepts.</summary>
    public void ReportFolders(Predicate<string> looked, IReadOnlyCollection<ManifestIssue> issues)
    {
        lock (_gate)
        {
            var builder = _current.FolderIssues.ToBuilder();
            builder.RemoveRange([.. builder.Keys.Where(path => looked(path))]);
            foreach (var issue in issues)
            {
                builder[issue.Path] = issue;
            }

            var now = builder.ToImmutable();
            if (!now.SequenceEqual(_current.FolderIssues))
            {
                _current = _current.WithFolders(now, _current.IssuesRevision + 1);
            }
        }
    }

    /// <summary>
    /// Follows the registry without a gap: either the changes after <paramref name="since"/> when that revision is of
    /// this <paramref name="epoch"/> and still remembered, or the whole state; then every later change. Dispose it to stop.
    /// </summary>
    public RegistrySubscription Subscribe(string? epoch, long since)
    {
        lock (_gate)
        {
            var oldest = _changes.TryPeek(out var first) ? first.Revision : _current.Revision + 1;
            var resumable = epoch == _current.Epoch && since >= oldest - 1 && since <= _current.Revision;
            var replay = resumable ? _changes.Where(change => change.Revision > since).ToImmutableArray() : (ImmutableArray<RegistryChange>?)null;
            var subscription = new RegistrySubscription(_current, replay, Unsubscribe);
            _subscriptions.Add(subscription);
            return subscription;
        }
    }

    private void Become(RegistrySnapshot next)
    {
        _current = next;
        _changes.Clear();
        foreach (var subscription in _subscriptions)
        {
            subscription.Replace();
        }

        _subscriptions.Clear();
        Replaced?.Invoke(next);
    }

    private void Unsubscribe(RegistrySubscription subscription)
    {
        lock (_gate)
        {
            _subscriptions.Remove(subscription);
        }
    }

    private void Tell(IReadOnlyList<RegistryChange> changes)
    {
        foreach (var change in changes)
        {
            _changes.Enqueue(change);
            if (_changes.Count > RememberedChanges)
            {
                _changes.Dequeue();
            }

            foreach (var subscription in _subscriptions)
            {
                subscription.Offer(change);
            }
        }

        if (changes.Count > 0)
        {
            Changed?.Invoke(changes);
        }
    }
}
