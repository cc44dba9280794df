using Ctas7.CrateDiscovery.Registry;

namespace Ctas7.CrateDiscovery.Watching;

/// <summary>The crates that are kept although they are gone (<see cref="RemovalGuard"/>), and when to look at each of them again. Thread-safe.</summary>
public sealed class HeldRemovals : IDisposable
{
    private readonly Lock _gate = new();
    private readonly CrateRegistry _registry;
    private readonly TimeProvider _clock;
    private readonly Dictionary<Guid, CrateRecord> _missing = [];

    /// <summary>Follows <paramref name="registry"/>, beginning with what it holds.</summary>
    public HeldRemovals(CrateRegistry registry, TimeProvider clock)
    {
        (_registry, _clock) = (registry, clock);
        lock (_gate)
        {
            registry.Changed += Note;
            registry.Replaced += Begin;
            Take(registry.Current.ByPath.Values);
        }
    }

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _missing.Count;
            }
        }
    }

    /// <summary>When the next of them is removed unless it is back, UTC; null when no time ends any.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            lock (_gate)
            {
                return _missing.Values.Min(crate => crate.RemovalDue);
            }
        }
    }

    /// <summary>All of them.</summary>
    public IReadOnlyList<CrateRecord> All()
    {
        lock (_gate)
        {
            return [.. _missing.Values];
        }
    }

    /// <summary>Those whose time has come.</summary>
    internal IReadOnlyList<CrateRecord> Due()
    {
        lock (_gate)
        {
            var now = _clock.GetUtcNow();
            return _missing.Count == 0 ? [] : [.. _missing.Values.Where(crate => crate.RemovalDue <= now)];
        }
    }

    /// <summary>Time until the next one is due; null when none will be.</summary>
    internal TimeSpan? UntilNext() => NextDue - _clock.GetUtcNow();

    /// <inheritdoc/>
    public void Dispose()
    {
        _registry.Changed -= Note;
        _registry.Replaced -= Begin;
    }

    private void Begin(RegistrySnapshot snapshot)
    {
        lock (_gate)
        {
            _missing.Clear();
            Take(snapshot.ByPath.Values);
        }
    }

    private void Note(IReadOnlyList<RegistryChange> changes)
    {
        lock (_gate)
        {
            foreach (var change in changes.Where(change => change.IsRemoval))
            {
                _missing.Remove(change.Crate.Id);
            }

            Take(changes.Where(change => !change.IsRemoval).Select(change => change.Crate));
        }
    }

    private void Take(IEnumerable<CrateRecord> crates)
    {
        foreach (var crate in crates)
        {
            if (crate.State == CrateState.Missing)
            {
                _missing[crate.Id] = crate;
            }
            else
            {
                _missing.Remove(crate.Id);
            }
        }
    }
}
