using Ctas7.CrateDiscovery.Files;
using Ctas7.CrateDiscovery.Manifests;
using Ctas7.CrateDiscovery.Registry;
using Ctas7.CrateDiscovery.Watching;

namespace Ctas7.CrateDiscovery.Scanning;

/// <summary>Reads each manifest where the walk meets it, on the walk's own threads, and hands the readings on in batches.</summary>
internal sealed class ManifestVisitor(
    string root, ReadingCause cause, ManifestReader reader, CrateRegistry registry, Reconciler reconciler, FolderWatch watch, WalkCounters counters) : IWalkVisitor
{
    // Small, so that nobody who has one thing to tell the registry waits long behind a scan.
    private const int BatchSize = 64;
    private const int MostIssues = 10_000;
    private readonly Lock _gate = new();
    private readonly long _disappearances = reconciler.Disappearances;
    private readonly long _moves = watch.Moves;
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly List<ManifestIssue> _issues = [];
    private List<ManifestReading> _batch = [];
    private int _changed;

    /// <summary>Manifests met.</summary>
    internal IReadOnlySet<string> Seen => _seen;

    /// <summary>Folders that could not be looked into; the first ten thousand.</summary>
    internal IReadOnlyCollection<ManifestIssue> Issues => _issues;

    /// <summary>Changes these readings made.</summary>
    internal int Changed => _changed;

    public bool Entering(OpenFile folder, ReadOnlySpan<byte> relative)
    {
        // An open folder may be moved while its tree is walked: what is in it then lies elsewhere, maybe in no root.
        if (IsAnythingGone && !FolderPlace.IsAt(folder, root, RootPaths.Absolute(root, relative)))
        {
            return false;
        }

        if (watch.Source is not null)
        {
            watch.Add(folder, root, RootPaths.Absolute(root, relative), _moves);
        }

        return true;
    }

    public void Manifest(OpenFile folder, ReadOnlySpan<byte> relative)
    {
        var path = RootPaths.Child(RootPaths.Absolute(root, relative), ManifestReader.FileName);
        var before = registry.Current.ByPath.TryGetValue(path, out var crate) ? crate.LastReading : null;
        var reading = reader.Read(root, path, folder, before) with { Cause = cause };
        counters.AddReading(reading.IsUnchanged);
        List<ManifestReading>? full = null;
        lock (_gate)
        {
            _seen.Add(path);
            _batch.Add(reading);
            if (_batch.Count >= BatchSize)
            {
                (full, _batch) = (_batch, []);
            }
        }

        Tell(full);
    }

    public void Refused(ReadOnlySpan<byte> relative, FileError error)
    {
        var path = RootPaths.Absolute(root, relative);
        var issue = error == FileError.None
            ? new ManifestIssue(IssueSeverity.Warning, IssueCodes.FolderNameNotUtf8, "The folder's name is not UTF-8, so it is not entered: rename it.", path)
            : new ManifestIssue(IssueSeverity.Error, IssueCodes.FolderUnreadable, $"The folder cannot be looked into: {error.Describe()}.", path);
        if (error is not (FileError.None or FileError.NameTooLong) && error.IsPassing())
        {
            watch.Refuse(path, error);
        }

        lock (_gate)
        {
            if (_issues.Count < MostIssues)
            {
                _issues.Add(issue);
            }
        }
    }

    /// <summary>Hands on what is left.</summary>
    internal void Finish()
    {
        List<ManifestReading> rest;
        lock (_gate)
        {
            (rest, _batch) = (_batch, []);
        }

        Tell(rest);
    }

    private bool IsAnythingGone => reconciler.Disappearances != _disappearances;

    /// <summary>
    /// What was found gone since the walk began may be what these readings are about, and nobody looks for a crate that is not told yet: then each
    /// place is looked at once more by its path, before the telling and, for what is found gone meanwhile, after it.
    /// </summary>
    private void Tell(List<ManifestReading>? readings)
    {
        if (readings is not { Count: > 0 })
        {
            return;
        }

        var known = reconciler.Disappearances;
        Interlocked.Add(ref _changed, reconciler.Take(IsAnythingGone ? Again(readings) : readings).Count);
        if (reconciler.Disappearances != known)
        {
            Interlocked.Add(ref _changed, reconciler.Take(Again(readings)).Count);
        }
    }

    private List<ManifestReading> Again(List<ManifestReading> readings) => readings.ConvertAll(reading =>
    {
        var now = reader.Read(root, reading.Path, reading);
        return now.IsUnchanged ? reading with { Sequence = now.Sequence } : now with { Cause = cause };
    });
}
