using Ctas7.CrateDiscovery.Manifests;
using Ctas7.CrateDiscovery.Registry;
using Ctas7.CrateDiscovery.Scanning;
using Microsoft.Extensions.Options;

namespace Ctas7.CrateDiscovery.Watching;

/// <summary>
/// Stands between what is read and what the registry is told. A good manifest is told at once. A broken or absent one is
/// told when it is still so after the grace, because editors and checkouts write in steps. A file at a new path is checked for a move. Thread-safe.
/// </summary>
public sealed class Reconciler(
    CrateRegistry registry, ManifestReader reader, ScanRoots roots, HeldPaths held, HeldRemovals removals, IOptions<DiscoveryOptions> options, TimeProvider clock)
{
    private readonly RemovalGuard _guard = new(options.Value.RemovalHold, clock);
    private long _disappearances;

    /// <summary>How often something on the disk was found gone so far: what was read before and is not told yet may be gone too.</summary>
    internal long Disappearances => Interlocked.Read(ref _disappearances);

    /// <summary>A folder went away. To be called before the crates in it are looked at.</summary>
    internal void NoteDisappearance() => Interlocked.Increment(ref _disappearances);

    /// <summary>Takes readings in.</summary>
    /// <param name="readings">In any order.</param>
    /// <param name="settled">The grace is over: what is broken or absent is told as it is.</param>
    /// <returns>What changed in the registry.</returns>
    public IReadOnlyList<RegistryChange> Take(IEnumerable<ManifestReading> readings, bool settled = false)
    {
        var batch = new List<ManifestReading>();
        ILookup<string, string>? vanished = null;
        foreach (var reading in readings)
        {
            if (reading.Outcome == ManifestOutcome.Absent)
            {
                NoteDisappearance();
            }

            if (reading.Outcome == ManifestOutcome.Good)
            {
                vanished ??= VanishedByContent();
                var told = settled ? reading : WithCargoInGrace(reading);
                AddWithOldPlaces(batch, told, vanished[told.ContentHash]);
                if (!ReferenceEquals(told, reading))
                {
                    Hold(reading);
                    continue;
                }
            }
            else if (settled || reading.IsUnchanged || reading.Outcome == ManifestOutcome.Unreachable || IsOld(reading))
            {
                vanished ??= VanishedByContent();
                AddWithOldPlaces(batch, reading, vanished[reading.ContentHash]);
            }
            else
            {
                Hold(reading);
                continue;
            }

            held.Release(reading.Path, reading.Sequence);
        }

        return batch.Count == 0 ? [] : registry.Apply(batch, _guard, held.CountAbsent);
    }

    /// <summary>Reads one path and takes it in.</summary>
    public IReadOnlyList<RegistryChange> Look(string root, string path, ReadingCause cause, bool settled = false) => Take([Read(root, path, cause)], settled);

    /// <summary>Reads what is held and due, and tells it as it is.</summary>
    public void LookAtDue()
    {
        var due = held.TakeDue();
        try
        {
            if (due.Count > 0)
            {
                using var activity = DiscoveryActivities.Start("settle manifests");
                Take(due.Select(entry => Read(entry.Root, entry.Path, entry.Cause)).ToList(), settled: true);
            }
        }
        finally
        {
            held.Settled(due.Count);
        }

        Take(removals.Due().Select(crate => Read(crate.Root, crate.Path, ReadingCause.Settled)).ToList(), settled: true);
    }

    /// <summary>The crates that are missing now.</summary>
    public IReadOnlyList<CrateRecord> Missing => removals.All();

    /// <summary>Removes those of <paramref name="missing"/> that are still missing and still not there: an operator says that they are really gone.</summary>
    /// <returns>What changed in the registry.</returns>
    public IReadOnlyList<RegistryChange> ConfirmRemovals(IEnumerable<CrateRecord> missing)
    {
        var current = registry.Current;
        var gone = missing
            .Where(crate => current.Find(crate.Id) is { State: CrateState.Missing } now && now.Path == crate.Path)
            .Select(crate => Read(crate.Root, crate.Path, ReadingCause.Settled))
            .Where(IsNotThere)
            .Select(reading => reading with { Outcome = ManifestOutcome.Absent })
            .ToList();
        return gone.Count == 0 ? [] : registry.Apply(gone);
    }

    /// <summary>Reads one path.</summary>
    /// <param name="root">Counts where no configured root holds the path; else the innermost does, as another one than before may hold it.</param>
    public ManifestReading Read(string root, string path, ReadingCause cause)
        => reader.Read(roots.Of(path) ?? root, path, registry.Current.ByPath.TryGetValue(path, out var crate) ? crate.LastReading : null) with { Cause = cause };

    private void Hold(ManifestReading reading) => held.Hold(
        reading.Root,
        reading.Path,
        options.Value.Grace,
        reading.Cause.IsFileEvent() ? reading.Cause : ReadingCause.Settled,
        IsLoss(reading),
        reading.Sequence);

    /// <summary>Absent, or in a root that does not exist; of a root that cannot be read nobody knows.</summary>
    private static bool IsNotThere(ManifestReading reading) => reading.Outcome == ManifestOutcome.Absent
        || (reading.Outcome == ManifestOutcome.Unreachable && reading.Issues[0].Code is IssueCodes.RootMissing or IssueCodes.RootNotAFolder);

    /// <summary>Gone, and a crate until now; a path that nobody knows is no loss.</summary>
    private bool IsLoss(ManifestReading reading) => reading.Outcome == ManifestOutcome.Absent && registry.Expects(reading.Path);

    /// <summary>Paths of crates that are, or may be, gone, by their last content.</summary>
    private ILookup<string, string> VanishedByContent()
    {
        var current = registry.Current;
        return held.Paths().Select(path => current.ByPath.GetValueOrDefault(path)).OfType<CrateRecord>().Concat(removals.All())
            .ToLookup(crate => crate.ContentHash, crate => crate.Path, StringComparer.Ordinal);
    }

    private void AddWithOldPlaces(List<ManifestReading> batch, ManifestReading reading, IEnumerable<string> vanished)
    {
        foreach (var path in registry.MayHaveMovedFrom(reading, vanished))
        {
            if (roots.Of(path) is { } root && Read(root, path, reading.Cause) is { Outcome: ManifestOutcome.Absent } gone)
            {
                batch.Add(gone);
                held.Release(path, gone.Sequence);
            }
        }

        batch.Add(reading);
    }

    /// <summary>A Cargo.toml that was good and is broken or gone has the same grace as a manifest; until it is over, what it said counts.</summary>
    private ManifestReading WithCargoInGrace(ManifestReading reading)
        => (reading.Cargo is null || !reading.Cargo.Issues.IsEmpty)
            && registry.Current.ByPath.TryGetValue(reading.Path, out var crate) && crate.Cargo is { Issues.IsEmpty: true } last
            ? reading with { Cargo = last }
            : reading;

    /// <summary>Broken and untouched for longer than the grace: nobody is in the middle of writing it.</summary>
    private bool IsOld(ManifestReading reading)
        => reading.Outcome == ManifestOutcome.Broken && reading.Modified is { } modified && clock.GetUtcNow() - modified > options.Value.Grace;
}
