using Ctas7.CrateDiscovery.Publishing;
using Ctas7.CrateDiscovery.Registry;
using Ctas7.CrateDiscovery.Replicas;
using Ctas7.CrateDiscovery.Scanning;

namespace Ctas7.CrateDiscovery.Cache;

/// <summary>What a term knows of earlier ones: the ledger, and the cache where that did not fill the registry at the start.</summary>
public sealed partial class TermMemory(Announcer announcer, CacheRestore restore, RegistryCache cache, TimeProvider clock, ILogger<TermMemory> log) : IRememberedCrates
{
    // The cache is worth a moment, and no more: until it is given up nothing is announced.
    private const int MostTries = 5;
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
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await cache.LoadAsync(cancel) is { } cached ? [.. cached.Registry.ByPath.Values.Select(Remember)] : [];
            }
            catch (Exception failure) when (ReplicaLease.IsAway(failure) && tries < MostTries)
            {
                await Task.Delay(RetryPause, clock, cancel);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                LogGivenUp(failure);
                return [];
            }
        }
    }

    private static RememberedCrate Remember(CrateRecord crate) => new(
        crate.Id, crate.Path, crate.DiscoveredAt, crate.ContentHash, crate.File, crate.Manifest is { } manifest ? () => manifest : null, crate.StaleSince);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The cached registry cannot be read; the ledger and the first scan do without it")]
    private partial void LogGivenUp(Exception failure);
}
