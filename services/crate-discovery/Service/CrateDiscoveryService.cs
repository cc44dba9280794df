using Ctas7.CrateDiscovery.Api;
using Ctas7.CrateDiscovery.Cache;
using Ctas7.CrateDiscovery.Graph;
using Ctas7.CrateDiscovery.Grpc;
using Ctas7.CrateDiscovery.Publishing;
using Ctas7.CrateDiscovery.Replicas;
using Ctas7.CrateDiscovery.Scanning;
using Ctas7.CrateDiscovery.Watching;
using Ctas7.ServiceDefaults;

namespace Ctas7.CrateDiscovery;

/// <summary>The whole service, for its process and for tests.</summary>
public static class CrateDiscoveryService
{
    // Watching the settings' files takes an inotify instance, and without one to spare the host would not start. Nothing here reads settings twice.
    private const string NoReload = "--hostBuilder:reloadConfigOnChange=false";

    /// <summary>Builds it; <paramref name="args"/> are configuration (<c>--Discovery:Roots:0=…</c>).</summary>
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder([NoReload, .. args]);
        builder.AddServiceDefaults();
        builder.AddPublishing();
        builder.AddWatching();
        builder.AddScanning();
        builder.AddRegistryCache();
        builder.AddReplicas();
        builder.AddCratesApi();
        builder.AddSlotGraph();
        builder.Services.AddGrpc();
        builder.Services.AddGrpcHealthChecks();
        builder.Services.AddGrpcReflection();

        var app = builder.Build();
        app.UseServiceDefaults();
        app.UseCacheStatus();
        app.MapCratesApi();
        app.MapGraphApi();
        app.MapGrpcService<CrateRegistryService>();
        app.MapGrpcService<SlotGraphService>();
        app.MapGrpcService<RegistryReplicationService>();
        app.MapGrpcHealthChecksService();
        app.MapGrpcReflectionService();
        return app;
    }
}
