using Ctas7.CrateDiscovery.Publishing;
using Ctas7.CrateDiscovery.Registry;
using Ctas7.CrateDiscovery.Replicas;
using Ctas7.CrateDiscovery.Scanning;

namespace Ctas7.CrateDiscovery.Cache;

/// <summary>What a term knows of earlier ones: the ledger, and the cache where that did not fill the registry at the start.</summary>
public sealed class TermMemory(Announcer announcer, CacheRestore restore, RegistryCache cache, TimeProvider clock) : IRememberedCrates
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(200);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RememberedCrate>> RecallAsync(CancellationToken cancel)
    {
        var announced = await announcer.AnnouncedAsync(cancel);
        if (restore.IsDone)
        {
            return announced;
        }

        var cached = await CachedAsync(cancel);
        var known = cached.Select(crate => crate.Id).ToHashSet();
        return [.. announced.Where(crate => !known.Contains(crate.Id)), .. cached];
    }

    private async Task<IReadOnlyList<RememberedCrate>> CachedAsync(CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                return await cache.LoadAsync(cancel) is { } cached ? [.. cached.Registry.ByPath.Values.Select(Remember)] : [];
            }
            catch (Exception failure) when (ReplicaLease.IsAway(failure))
            {
                await Task.Delay(RetryPause, clock, cancel);
            }
        }
    }

    private static RememberedCrate Remember(CrateRecord crate) => new(
        crate.Id, crate.Path, crate.DiscoveredAt, crate.ContentHash, crate.File, crate.Manifest is { } manifest ? () => manifest : null, crate.StaleSince);
}
