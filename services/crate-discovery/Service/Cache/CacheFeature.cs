using Ctas7.CrateDiscovery.Replicas;
using Ctas7.CrateDiscovery.Scanning;

namespace Ctas7.CrateDiscovery.Cache;

/// <summary>The registry outlives its processes in Redis.</summary>
public static class CacheFeature
{
    /// <summary>Adds the cache, its restoration at the start, and the leader's writer. After Redis.</summary>
    public static IHostApplicationBuilder AddRegistryCache(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<RegistryOrigin>();
        builder.Services.AddSingleton<RegistryCache>();
        builder.Services.AddSingleton<CacheRestore>();
        builder.Services.AddHostedService(services => services.GetRequiredService<CacheRestore>());
        builder.Services.AddPerTerm<TermMemory>();
        builder.Services.AddScoped<IRememberedCrates>(services => services.GetRequiredService<TermMemory>());
        builder.Services.AddTermWorker<CacheWriter>();
        return builder;
    }
}
