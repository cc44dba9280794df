using Ctas7.CrateDiscovery.Registry;
using Ctas7.CrateDiscovery.Replicas;

namespace Ctas7.CrateDiscovery.Cache;

/// <summary>Fills the registry from the cache before the first request is answered, if Redis is there in time.</summary>
public sealed partial class CacheRestore(RegistryCache cache, CrateRegistry registry, RegistryOrigin origin, TimeProvider clock, ILogger<CacheRestore> log) : IHostedService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(20);

    /// <summary>Redis has answered: what it knew is in the registry.</summary>
    public bool IsDone { get; private set; }

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        while (!IsDone && clock.GetElapsedTime(began) < Patience)
        {
            try
            {
                if (await cache.LoadAsync(cancellationToken) is { } cached)
                {
                    registry.Replace(cached.Registry);
                    origin.Set(RegistrySource.Cache, cached.SavedAt);
                    LogRestored(cached.Registry.ByPath.Count, cached.Registry.Revision, cached.SavedAt);
                }

                IsDone = true;
            }
            catch (Exception failure) when (ReplicaLease.IsAway(failure))
            {
                await Task.Delay(RetryPause, clock, cancellationToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                // A cache that is damaged is none: what it held is found on disk.
                LogDamaged(failure);
                IsDone = true;
            }
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Information, Message = "{Crates} crates of revision {Revision} are answered from the cache of {SavedAt:O} until they are known anew")]
    private partial void LogRestored(int crates, long revision, DateTimeOffset savedAt);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The cached registry cannot be read and is left aside; the first scan finds everything anew")]
    private partial void LogDamaged(Exception failure);
}
