namespace Ctas7.CrateDiscovery.Watching;

/// <summary>Hears of changes on disk at once.</summary>
public static class WatchingFeature
{
    /// <summary>Adds the watch and the thread that follows it.</summary>
    public static IHostApplicationBuilder AddWatching(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<HeldPaths>();
        builder.Services.AddSingleton<Reconciler>();
        builder.Services.AddSingleton<FolderWatch>();
        builder.Services.AddHostedService<ManifestFollower>();
        return builder;
    }
}
