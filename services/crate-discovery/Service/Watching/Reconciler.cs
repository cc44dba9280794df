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
    CrateRegistry registry, ManifestReader reader, ScanRoots roots, HeldPaths held, IOptions<DiscoveryOptions> options, TimeProvider clock)
{
    /// <summary>Takes readings in.</summary>
    /// <param name="readings">In any order.</param>
    /// <param name="settled">The grace is over: what is broken or absent is told as it is.</param>
    /// <returns>What changed in the registry.</returns>
    public IReadOnlyList<RegistryChange> Take(IEnumerable<ManifestReading> readings, bool settled = false)
    {
        var batch = new List<ManifestReading>();
        IReadOnlyList<string>? heldPaths = null;
        foreach (var reading in readings)
        {
            if (reading.Outcome == ManifestOutcome.Good)
            {
                heldPaths ??= held.Paths();
                var told = settled ? reading : WithCargoInGrace(reading);
                AddWithOldPlaces(batch, told, heldPaths);
                if (!ReferenceEquals(told, reading))
                {
                    held.Hold(reading.Root, reading.Path, options.Value.Grace, reading.Cause.IsFileEvent() ? reading.Cause : ReadingCause.Settled);
                    continue;
                }
            }
            else if (settled || reading.IsUnchanged || reading.Outcome == ManifestOutcome.Unreachable || IsOld(reading))
            {
                batch.Add(reading);
            }
            else
            {
                held.Hold(reading.Root, reading.Path, options.Value.Grace, reading.Cause.IsFileEvent() ? reading.Cause : ReadingCause.Settled);
                continue;
            }

            held.Release(reading.Path);
        }

        return batch.Count == 0 ? [] : registry.Apply(batch);
    }

    /// <summary>Reads one path and takes it in.</summary>
    public IReadOnlyList<RegistryChange> Look(string root, string path, ReadingCause cause, bool settled = false) => Take([Read(root, path, cause)], settled);

    /// <summary>Reads what is held and due, and tells it as it is.</summary>
    public void LookAtDue()
    {
        var due = held.TakeDue();
        if (due.Count > 0)
        {
            using var activity = DiscoveryActivities.Start("settle manifests");
            Take(due.Select(entry => Read(entry.Root, entry.Path, entry.Cause)).ToList(), settled: true);
        }
    }

    /// <summary>Reads one path.</summary>
    public ManifestReading Read(string root, string path, ReadingCause cause)
        => reader.Read(root, path, registry.Current.ByPath.TryGetValue(path, out var crate) ? crate.LastReading : null) with { Cause = cause };

    private void AddWithOldPlaces(List<ManifestReading> batch, ManifestReading reading, IReadOnlyList<string> heldPaths)
    {
        foreach (var path in registry.MayHaveMovedFrom(reading, heldPaths))
        {
            if (roots.Of(path) is { } root && Read(root, path, reading.Cause) is { Outcome: ManifestOutcome.Absent } gone)
            {
                batch.Add(gone);
                held.Release(path);
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
