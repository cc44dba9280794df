using System.Text;
using Ctas7.CrateDiscovery.Files;
using Ctas7.CrateDiscovery.Manifests;
using Ctas7.CrateDiscovery.Registry;
using Ctas7.CrateDiscovery.Watching;
using Microsoft.Extensions.Options;

namespace Ctas7.CrateDiscovery.Scanning;

/// <summary>Brings the registry up to what lies on disk, in all roots or in one folder. Thread-safe; several scans at once do no harm.</summary>
public sealed class Scanner(
    ScanRoots roots,
    PruneRules prune,
    ManifestReader reader,
    CrateRegistry registry,
    Reconciler reconciler,
    FolderWatch watch,
    IOptions<DiscoveryOptions> options)
{
    private const int MostThreads = 8;

    /// <summary>Whether a <c>.gitignore</c> counts: a change of one is then a reason to scan its folder.</summary>
    public bool HonoursGitIgnore => reader.HonoursGitIgnore;

    /// <summary>Scans every root. What vanished is told after the grace.</summary>
    /// <param name="confirmRemovals">Crates that are missing at its begin and not found by its end are removed at once.</param>
    /// <returns>How many changes it made.</returns>
    public int ScanAll(WalkCounters counters, CancellationToken cancel, ReadingCause cause = ReadingCause.Scan, bool confirmRemovals = false)
    {
        var missing = confirmRemovals ? reconciler.Missing : [];
        watch.BeginScan();
        var threads = options.Value.WalkThreads > 0 ? options.Value.WalkThreads : Math.Clamp(Environment.ProcessorCount, 1, MostThreads);
        var changed = roots.Paths.Sum(root => Scan(root, root, threads, counters, cause, cancel));
        watch.EndScan(isCompleted: !cancel.IsCancellationRequested);
        return cancel.IsCancellationRequested ? changed : changed + reconciler.ConfirmRemovals(missing).Count;
    }

    /// <summary>Scans one folder of a root and what lies below it.</summary>
    public void ScanFolder(string folder, ReadingCause cause, CancellationToken cancel)
    {
        if (roots.Of(folder) is { } root && !prune.PrunesAnyPart(RootPaths.Relative(root, folder)) && !reader.Ignores(root, folder, isFolder: true))
        {
            Scan(root, folder, threads: 0, new WalkCounters(), cause, cancel);
        }
    }

    private int Scan(string root, string folder, int threads, WalkCounters counters, ReadingCause cause, CancellationToken cancel)
    {
        var visitor = new ManifestVisitor(root, cause, reader, registry, reconciler, watch, counters);
        var walk = new FolderWalk(root, prune, roots.Inside(root), threads, reader.HonoursGitIgnore);
        var error = walk.Run(Encoding.UTF8.GetBytes(RootPaths.Relative(root, folder)), visitor, counters, cancel);
        visitor.Finish();
        if (cancel.IsCancellationRequested)
        {
            return visitor.Changed;
        }

        IReadOnlyCollection<ManifestIssue> issues = error == FileError.None ? visitor.Issues : [ManifestReader.RootIssue(root, error)];
        registry.ReportFolders(path => RootPaths.Contains(folder, path) && roots.Of(path) == root, issues);
        return visitor.Changed + LookForTheUnseen(root, folder, visitor.Seen, cause);
    }

    /// <summary>Known manifests that the walk did not meet: gone, unreadable, or in a root that is away.</summary>
    private int LookForTheUnseen(string root, string folder, IReadOnlySet<string> seen, ReadingCause cause)
    {
        var known = registry.Current.Below(folder).Select(crate => crate.Path).Concat(registry.RememberedBelow(folder));
        var unseen = known.Where(path => !seen.Contains(path) && roots.Of(path) == root).Distinct(StringComparer.Ordinal)
            .ToLookup(path => prune.PrunesAnyPart(RootPaths.Relative(root, RootPaths.Parent(path))) || reader.Ignores(root, path, isFolder: false));
        var pruned = registry.Apply([.. unseen[true].Select(path => new ManifestReading(reader.Mark(), root, path, ManifestOutcome.Absent) { Cause = cause })]);
        return pruned.Count + reconciler.Take(unseen[false].Select(path => reconciler.Read(root, path, cause)).ToList()).Count;
    }

    /// <summary>Known manifests that lie in no root any more, as the configuration is another one: they are no longer looked at, so they are no crates.</summary>
    public int DropOutside()
    {
        var outside = registry.Current.ByPath.Keys.Concat(registry.RememberedBelow("/")).Where(path => roots.Of(path) is null).Distinct(StringComparer.Ordinal);
        return registry.Apply([.. outside.Select(path => new ManifestReading(reader.Mark(), RootPaths.Parent(path), path, ManifestOutcome.Absent) { Cause = ReadingCause.Scan })]).Count;
    }
}
