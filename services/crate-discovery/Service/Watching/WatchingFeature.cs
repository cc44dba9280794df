using Ctas7.CrateDiscovery.Replicas;

namespace Ctas7.CrateDiscovery.Watching;

/// <summary>Hears of changes on disk at once.</summary>
public static class WatchingFeature
{
    /// <summary>Adds the watch and the thread that follows it.</summary>
    public static IHostApplicationBuilder AddWatching(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddPerTerm<HeldPaths>();
        builder.Services.AddPerTerm<HeldRemovals>();
        builder.Services.AddPerTerm<Reconciler>();
        builder.Services.AddPerTerm<FolderWatch>();
        builder.Services.AddTermWorker<ManifestFollower>();
        return builder;
    }
}
