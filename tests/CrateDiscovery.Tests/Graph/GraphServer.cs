using Ctas7.CrateDiscovery.Graph;
using Ctas7.CrateDiscovery.Graph.Model;
using Ctas7.CrateDiscovery.Registry;
using Ctas7.ServiceDefaults;
using Ctas7.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Ctas7.CrateDiscovery.Tests.Graph;

/// <summary>The graph's routes and its gRPC service on real Kestrel, with nobody who follows the registry: a test decides when there is a graph.</summary>
public sealed class GraphServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private GraphServer(WebApplication app, int port, int grpcPort)
    {
        _app = app;
        Client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(30) };
        GrpcAddress = new Uri($"http://127.0.0.1:{grpcPort}");
    }

    public HttpClient Client { get; }

    public Uri GrpcAddress { get; }

    public static async Task<GraphServer> StartAsync(CrateRegistry registry)
    {
        var ports = FreePorts.Take(2);
        var builder = WebApplication.CreateBuilder([$"--urls=http://127.0.0.1:{ports[0]}", $"--GRPC_PORT={ports[1]}", "--Logging:LogLevel:Default=Warning"]);
        builder.AddServiceDefaults();
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(registry);
        builder.Services.AddSingleton<SlotGraph>();
        builder.Services.AddSingleton<GraphReplies>();
        var app = builder.Build();
        app.UseServiceDefaults();
        app.MapGraphApi();
        app.MapGrpcService<SlotGraphService>();
        await app.StartAsync();
        return new GraphServer(app, ports[0], ports[1]);
    }

    public void Publish(GraphSnapshot graph) => _app.Services.GetRequiredService<SlotGraph>().Publish(graph);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
