using Ctas7.CrateDiscovery.Manifests;
using Ctas7.CrateDiscovery.Registry;
using Ctas7.CrateDiscovery.Replicas;
using Ctas7.ServiceDefaults.Hosting;
using Ctas7.Toml;
using Microsoft.Extensions.Options;

namespace Ctas7.CrateDiscovery.Scanning;

/// <summary>Finds and reads manifests and keeps the registry of them.</summary>
public static class ScanningFeature
{
    /// <summary>Adds the registry and the scans that fill it; configuration section <c>Discovery</c>.</summary>
    public static IHostApplicationBuilder AddScanning(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddValidatedOptions<DiscoveryOptions>(DiscoveryOptions.Section);
        builder.Services.AddSingleton(services => new ManifestParser(Options(services).Toml == "1.1" ? TomlVersion.Toml11 : TomlVersion.Toml10));
        builder.Services.AddSingleton(services => new ScanRoots(Options(services).Roots));
        builder.Services.AddSingleton(services => new PruneRules(Options(services).Prune));
        builder.Services.AddSingleton(services => new ManifestReader(
            services.GetRequiredService<ManifestParser>(), services.GetRequiredService<TimeProvider>(), Options(services).HonourGitIgnore));
        builder.Services.AddSingleton<CrateRegistry>();
        builder.Services.AddPerTerm<Scanner>();
        builder.Services.AddPerTerm<ScanRequests>();
        builder.Services.AddPerTerm<FirstScan>();
        builder.Services.AddTermWorker<ScanCoordinator>();
        return builder;
    }

    private static DiscoveryOptions Options(IServiceProvider services) => services.GetRequiredService<IOptions<DiscoveryOptions>>().Value;
}
