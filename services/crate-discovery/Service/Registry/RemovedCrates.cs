using System.Collections.Immutable;

namespace Ctas7.CrateDiscovery.Registry;

/// <summary>The removed crates while one batch of readings is taken in.</summary>
internal sealed class RemovedCrates(ImmutableList<RemovedCrate> before, DateTimeOffset now)
{
    private ImmutableList<RemovedCrate> _kept = before;
    private HashSet<Guid>? _ids;

    /// <summary>What is kept after the batch.</summary>
    internal ImmutableList<RemovedCrate> Result => _kept;

    /// <summary>Keeps a crate whose last entry is its removal.</summary>
    internal void Add(CrateRecord crate) => Add(new RemovedCrate(crate.Id, crate.Name, crate.Path, crate.Root, now, crate.History));

    /// <summary>Keeps a removed crate.</summary>
    internal void Add(RemovedCrate crate)
    {
        var expired = 0;
        while (expired < _kept.Count && (_kept.Count - expired >= RemovedCrate.Most || now - _kept[expired].RemovedAt > RemovedCrate.Kept))
        {
            expired++;
        }

        _kept = (expired == 0 ? _kept : _kept.RemoveRange(0, expired))
            .Add(crate);
        _ids?.Add(crate.Id);
    }

    /// <summary>Takes out the history of a crate that is there again; empty when none is kept.</summary>
    internal ImmutableArray<CrateHistoryEntry> Return(Guid id)
    {
        _ids ??= [.. _kept.Select(crate => crate.Id)];
        if (!_ids.Remove(id))
        {
            return [];
        }

        var at = _kept.FindLastIndex(crate => crate.Id == id);
        if (at < 0)
        {
            return [];
        }

        var history = _kept[at].History;
        _kept = _kept.RemoveAt(at);
        return history;
    }
}
