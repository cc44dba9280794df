using Ctas7.CrateDiscovery.Replicas;
using Ctas7.CrateDiscovery.Scanning;
using Ctas7.ServiceDefaults.Bus;
using Ctas7.ServiceDefaults.Cache;

namespace Ctas7.CrateDiscovery.Publishing;

/// <summary>Tells the bus what changes.</summary>
public static class PublishingFeature
{
    /// <summary>Adds the bus, Redis with the ledger, and the announcers.</summary>
    public static IHostApplicationBuilder AddPublishing(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddServiceBus();
        builder.AddRedis();
        builder.Services.AddSingleton<AnnouncementLedger>();
        builder.Services.AddSingleton<DiscoveryMetrics>();
        builder.Services.AddTermWorker<Announcer>();
        builder.Services.AddTermWorker<ScanAnnouncer>();
        builder.Services.AddScoped<IScanObserver>(services => services.GetRequiredService<ScanAnnouncer>());
        return builder;
    }
}
