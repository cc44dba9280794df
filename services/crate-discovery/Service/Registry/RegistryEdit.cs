using System.Collections.Immutable;
using Ctas7.CrateDiscovery.Files;
using Ctas7.CrateDiscovery.Manifests;

namespace Ctas7.CrateDiscovery.Registry;

/// <summary>One batch of readings becoming the next snapshot.</summary>
internal sealed class RegistryEdit(
    RegistrySnapshot before, SequenceTombstones removed, ConfirmedReadings confirmed, Dictionary<string, RememberedCrate> remembered, DateTimeOffset now)
{
    private readonly CrateIndexes _crates = new(before, confirmed);
    private readonly Dictionary<string, ReadingCause> _touchedNames = new(StringComparer.Ordinal);
    private readonly RemovedCrates _gone = new(before.Removed, now);
    private readonly List<RegistryChange> _changes = [];
    private long _revision = before.Revision;

    internal IReadOnlyList<RegistryChange> Apply(IReadOnlyCollection<ManifestReading> readings, RemovalGuard? guard, Func<string, int> pending)
    {
        // A path may be looked at twice in one batch: as absent itself, and as the place another one may have moved from.
        var absent = readings.Where(IsNewAbsence).GroupBy(reading => reading.Path, StringComparer.Ordinal)
            .ToDictionary(same => same.Key, same => same.MaxBy(reading => reading.Sequence)!, StringComparer.Ordinal);
        foreach (var reading in readings)
        {
            if (reading.Outcome == ManifestOutcome.Absent || removed.IsOlder(reading.Path, reading.Sequence))
            {
                continue;
            }

            if (!_crates.ByPath.TryGetValue(reading.Path, out var crate))
            {
                Meet(reading, absent);
            }
            else if (reading.Sequence > confirmed.UpTo(crate))
            {
                Refresh(crate, reading);
            }
        }

        RemoveUnlessHeld(absent.Values, guard, pending);
        MarkDuplicates();

        return _changes;
    }

    /// <summary>Takes over changes of another replica's registry; false, with nothing to keep, when one is missing between them and this registry.</summary>
    internal bool Replicate(IEnumerable<ReplicatedChange> changes, out IReadOnlyList<RegistryChange> taken)
    {
        taken = _changes;
        foreach (var change in changes)
        {
            var id = change.Crate?.Id ?? change.Removal!.Id;
            var known = _crates.PathById.TryGetValue(id, out var path) ? _crates.ByPath[path] : null;
            if (change.Revision != _revision + 1 || (change.Crate is null && known is null))
            {
                return false;
            }

            _revision = change.Revision;
            if (change.Crate is { } crate)
            {
                _gone.Return(id);
                _crates.Put(known, crate);
                _changes.Add(new RegistryChange(change.Revision, crate, IsRemoval: false));
            }
            else
            {
                _crates.Drop(known!);
                _crates.Forget(id);
                _gone.Add(change.Removal!);
                var last = known! with { Revision = change.Revision, UpdatedAt = change.Removal!.RemovedAt, History = change.Removal.History };
                _changes.Add(new RegistryChange(change.Revision, last, IsRemoval: true));
            }
        }

        return true;
    }

    internal IReadOnlyList<RegistryChange> Adopt(IEnumerable<RememberedCrate> earlier)
    {
        foreach (var known in earlier)
        {
            if (_crates.ByPath.TryGetValue(known.Path, out var crate) && crate.Id != known.Id && !_crates.PathById.ContainsKey(known.Id))
            {
                crate = crate with { Sequence = confirmed.UpTo(crate) };
                _crates.Drop(crate);
                _crates.Forget(crate.Id);
                _gone.Add(Record(crate, crate, ReadingCause.Restored, isRemoval: true));
                var lastGood = crate.Manifest ?? known.LastGood?.Invoke();
                Put(
                    crate with
                    {
                        Id = known.Id,
                        DiscoveredAt = known.DiscoveredAt,
                        Manifest = lastGood,
                        State = crate.State == CrateState.Invalid && lastGood is not null ? CrateState.Stale : crate.State,
                        StaleSince = crate.State == CrateState.Valid ? null : known.StaleSince ?? crate.StaleSince ?? now,
                        History = [.. _gone.Return(known.Id), .. crate.History],
                    },
                    before: null,
                    ReadingCause.Restored,
                    known: crate);
            }
        }

        MarkDuplicates();

        return _changes;
    }

    /// <summary>The next snapshot; the same one when nothing is different.</summary>
    internal RegistrySnapshot Result(bool changed) => _crates.Result(_revision, changed, _gone.Result);

    private bool IsNewAbsence(ManifestReading reading)
        => reading.Outcome == ManifestOutcome.Absent
            && (_crates.ByPath.TryGetValue(reading.Path, out var crate) ? reading.Sequence > confirmed.UpTo(crate) : remembered.ContainsKey(reading.Path));

    private void Meet(ManifestReading reading, Dictionary<string, ManifestReading> absent)
    {
        if (reading.Outcome == ManifestOutcome.Unreachable && !remembered.ContainsKey(reading.Path))
        {
            return;
        }

        if (remembered.Remove(reading.Path, out var known))
        {
            Add(reading, known.Id, known.DiscoveredAt, known.LastGood, known.StaleSince);
        }
        else if (MovedFrom(reading, absent) is { } old)
        {
            absent.Remove(old, out var absence);
            if (remembered.Remove(old, out known))
            {
                Add(reading, known.Id, known.DiscoveredAt, known.LastGood, known.StaleSince);
            }
            else
            {
                Move(_crates.ByPath[old], absence!, reading);
            }
        }
        else
        {
            Add(reading, NewId(reading), now, null, null);
        }
    }

    /// <summary>The path among the absent ones whose file this is; by content only when there is no doubt which.</summary>
    private string? MovedFrom(ManifestReading reading, Dictionary<string, ManifestReading> absent)
    {
        if (reading.Outcome is not (ManifestOutcome.Good or ManifestOutcome.Broken) || absent.Count == 0)
        {
            return null;
        }

        var sameFile = absent.Keys.FirstOrDefault(path => reading.File is not null && FileAt(path) == reading.File);
        if (sameFile is not null || reading.ContentHash.Length == 0)
        {
            return sameFile;
        }

        var sameContent = absent.Keys.Where(path => ContentAt(path) == reading.ContentHash).Take(2).ToList();
        return sameContent.Count == 1 ? sameContent[0] : null;
    }

    private FileIdentity? FileAt(string path) => _crates.ByPath.TryGetValue(path, out var crate) ? crate.File : remembered[path].File;

    private string ContentAt(string path) => _crates.ByPath.TryGetValue(path, out var crate) ? crate.ContentHash : remembered[path].ContentHash;

    private void Add(ManifestReading reading, Guid id, DateTimeOffset discoveredAt, Func<Manifest?>? recall, DateTimeOffset? staleSince)
    {
        var lastGood = reading.Outcome == ManifestOutcome.Good ? null : recall?.Invoke();
        var fresh = new CrateRecord
        {
            Id = id,
            Root = reading.Root,
            Path = reading.Path,
            State = CrateState.Invalid,
            Manifest = lastGood,
            StaleSince = lastGood is null ? null : staleSince ?? now,
            DiscoveredAt = discoveredAt,
            UpdatedAt = now,
            Revision = 0,
            Sequence = reading.Sequence,
            ContentHash = "",
            History = _gone.Return(id),
        };
        Put(Read(fresh, reading), before: null, reading.Cause);
    }

    private void Move(CrateRecord crate, ManifestReading absence, ManifestReading reading)
    {
        _crates.Drop(crate);
        removed.Add(crate.Path, Math.Max(absence.Sequence, reading.Sequence));
        Put(Read(crate, reading) with { Path = reading.Path, Root = reading.Root, Duplicates = [] }, crate, reading.Cause);
    }

    private void Refresh(CrateRecord crate, ManifestReading reading)
        => ReplaceBy(Read(crate, reading), crate, reading.Cause);

    private void ReplaceBy(CrateRecord next, CrateRecord crate, ReadingCause cause)
    {
        if (next with { Sequence = crate.Sequence, Cargo = crate.Cargo } == crate && next.Cargo?.Stamp == crate.Cargo?.Stamp
            && CargoFile.SayTheSame(crate.Cargo, next.Cargo))
        {
            confirmed.Add(crate.Path, next.Sequence);
        }
        else if (SaysTheSame(crate, next))
        {
            // Only the file behind it is another one (a save without a change): no revision, no event.
            _crates.Put(crate, next);
        }
        else
        {
            Put(next, crate, cause);
        }
    }

    private CrateRecord Read(CrateRecord crate, ManifestReading reading)
    {
        if (reading.Outcome == ManifestOutcome.Unreachable)
        {
            return crate with
            {
                Root = reading.Root,
                Sequence = reading.Sequence,
                State = CrateState.Missing,
                StaleSince = crate.StaleSince ?? now,
                MissingSince = crate.MissingSince ?? now,
                RemovalDue = null,
                ReadingIssues = reading.Issues,
            };
        }

        var next = crate with
        {
            Root = reading.Root,
            Sequence = reading.Sequence,
            File = reading.File,
            FileSystem = reading.Place?.FileSystem ?? crate.FileSystem,
            Modified = reading.Modified,
            Stamp = reading.Stamp,
            Cargo = reading.Cargo,
            ReadingIssues = reading.Issues,
            MissingSince = null,
            RemovalDue = null,
        };
        return reading.Outcome switch
        {
            ManifestOutcome.Good => next with
            {
                State = CrateState.Valid,
                Manifest = reading.Manifest,
                ReadingIssues = reading.Manifest!.Issues,
                ContentHash = reading.ContentHash,
                StaleSince = null,
            },
            _ when crate.Manifest is null => next with { State = CrateState.Invalid, ContentHash = reading.ContentHash },
            _ => next with { State = CrateState.Stale, ContentHash = reading.ContentHash, StaleSince = crate.StaleSince ?? now },
        };
    }

    private static bool SaysTheSame(CrateRecord crate, CrateRecord next)
        => crate.Root == next.Root && crate.State == next.State && crate.ContentHash == next.ContentHash && crate.RemovalDue == next.RemovalDue
            && crate.ReadingIssues.SequenceEqual(next.ReadingIssues) && CargoFile.SayTheSame(crate.Cargo, next.Cargo);

    /// <param name="crate">The crate as it is from now on.</param>
    /// <param name="before">The record that it replaces in the index.</param>
    /// <param name="cause">What made somebody look.</param>
    /// <param name="known">What its history compares it with, where that is not <paramref name="before"/>.</param>
    private void Put(CrateRecord crate, CrateRecord? before, ReadingCause cause, CrateRecord? known = null)
    {
        Touch(before, cause);
        Touch(crate, cause);
        _crates.Put(before, Record(crate, known ?? before, cause, isRemoval: false));
    }

    private void RemoveUnlessHeld(Dictionary<string, ManifestReading>.ValueCollection absent, RemovalGuard? guard, Func<string, int> pending)
    {
        var recalled = guard is null ? [] : absent.Where(reading => !_crates.ByPath.ContainsKey(reading.Path) && remembered.ContainsKey(reading.Path))
            .ToDictionary(reading => reading.Path, reading => Recall(reading, remembered[reading.Path]), StringComparer.Ordinal);
        var held = guard is null || absent.Count == 0 ? [] : guard.Judge(
            _crates.ByPath.Values.Concat(recalled.Values),
            [.. absent.Where(reading => _crates.ByPath.ContainsKey(reading.Path) || recalled.ContainsKey(reading.Path))
                .Select(reading => (_crates.ByPath.GetValueOrDefault(reading.Path) ?? recalled[reading.Path], reading))],
            now,
            pending);
        foreach (var reading in absent)
        {
            if (!held.TryGetValue(reading.Path, out var removal))
            {
                Remove(reading);
            }
            else if (remembered.Remove(reading.Path, out var known) && recalled.TryGetValue(reading.Path, out var crate))
            {
                Put(Missing(crate with { Manifest = known.LastGood?.Invoke(), History = _gone.Return(known.Id) }, reading, removal), before: null, reading.Cause);
            }
            else
            {
                ReplaceBy(Missing(_crates.ByPath[reading.Path], reading, removal), _crates.ByPath[reading.Path], reading.Cause);
            }
        }
    }

    /// <summary>A crate of an earlier run that is not there any more, as it was.</summary>
    private CrateRecord Recall(ManifestReading reading, RememberedCrate known) => new()
    {
        Id = known.Id,
        Root = reading.Root,
        Path = known.Path,
        State = CrateState.Stale,
        StaleSince = known.StaleSince,
        DiscoveredAt = known.DiscoveredAt,
        UpdatedAt = now,
        Revision = 0,
        Sequence = 0,
        File = known.File,
        ContentHash = known.ContentHash,
    };

    private CrateRecord Missing(CrateRecord crate, ManifestReading reading, HeldRemoval removal)
        => crate with
        {
            Sequence = reading.Sequence,
            State = CrateState.Missing,
            StaleSince = crate.StaleSince ?? now,
            MissingSince = crate.MissingSince ?? now,
            RemovalDue = removal.Due,
            ReadingIssues = removal.Issues,
        };

    private void Remove(ManifestReading reading)
    {
        removed.Add(reading.Path, reading.Sequence);
        remembered.Remove(reading.Path);
        if (_crates.ByPath.TryGetValue(reading.Path, out var crate))
        {
            Touch(crate, reading.Cause);
            _crates.Drop(crate);
            _crates.Forget(crate.Id);
            _gone.Add(Record(crate, crate, reading.Cause, isRemoval: true));
        }
    }

    private CrateRecord Record(CrateRecord crate, CrateRecord? before, ReadingCause cause, bool isRemoval)
    {
        crate = CrateHistory.With(crate with { Revision = ++_revision, UpdatedAt = now }, before, cause, isRemoval);
        crate = crate with { Json = CrateJson.Write(crate) };
        _changes.Add(new RegistryChange(_revision, crate, isRemoval));
        return crate;
    }

    private void Touch(CrateRecord? crate, ReadingCause cause)
    {
        if (crate?.Manifest is not null)
        {
            _touchedNames[crate.Name] = cause;
        }
    }

    private void MarkDuplicates()
    {
        foreach (var (name, cause) in _touchedNames)
        {
            MarkDuplicates(name, cause);
        }
    }

    /// <summary>Brings every claimant of a name to the same list of claimants, as a change of its own where the list is news.</summary>
    private void MarkDuplicates(string name, ReadingCause cause)
    {
        var claimants = _crates.Claimants(name);
        ImmutableArray<string> duplicates = claimants.Count > 1 ? [.. claimants] : [];
        foreach (var path in claimants)
        {
            // With all that is confirmed of it, as the index forgets that with the former record.
            var crate = _crates.ByPath[path] with { Sequence = confirmed.UpTo(_crates.ByPath[path]) };
            if (!crate.Duplicates.SequenceEqual(duplicates))
            {
                _crates.Put(crate, Record(crate with { Duplicates = duplicates }, crate, cause, isRemoval: false));
            }
        }
    }

    private Guid NewId(ManifestReading reading)
    {
        // From the file's birth, so that a crash before the id is stored anywhere gives the same id again.
        var born = reading.File is { BornTicks: > 0 } file ? new DateTimeOffset(file.BornTicks, TimeSpan.Zero) : reading.Modified ?? now;
        for (var attempt = 0; ; attempt++)
        {
            var id = Uuid7.Of(born, $"crate\n{reading.Path}\n{attempt}");
            if (!_crates.PathById.ContainsKey(id))
            {
                return id;
            }
        }
    }
}
