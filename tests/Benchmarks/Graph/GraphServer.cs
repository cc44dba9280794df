using System.Net;
using Ctas7.CrateDiscovery.Graph;
using Ctas7.CrateDiscovery.Graph.Model;
using Ctas7.CrateDiscovery.Registry;
using Ctas7.ServiceDefaults;
using Ctas7.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Ctas7.Benchmarks.Graph;

/// <summary>The graph's routes on Kestrel, as the service maps them, with one graph behind them; and a client in the same process.</summary>
internal sealed class GraphServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _client;
    private readonly byte[] _buffer = new byte[64 * 1024];

    private GraphServer(WebApplication app, int port)
        => (_app, _client) = (app, new HttpClient { BaseAddress = new Uri($"http://{IPAddress.Loopback}:{port}") });

    internal static async Task<GraphServer> StartAsync(CrateRegistry registry, GraphSnapshot graph, CancellationToken cancellation)
    {
        var port = FreePorts.Take(1)[0];
        var builder = WebApplication.CreateBuilder([$"--urls=http://{IPAddress.Loopback}:{port}"]);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.AddServiceDefaults();
        builder.Services.AddSingleton(registry);
        builder.Services.AddSingleton<SlotGraph>();
        builder.Services.AddSingleton<GraphReplies>();
        var app = builder.Build();
        app.UseServiceDefaults();
        app.MapGraphApi();
        app.Services.GetRequiredService<SlotGraph>().Publish(graph);
        await app.StartAsync(cancellation);
        return new GraphServer(app, port);
    }

    /// <summary>Asks, and reads the answer to its last byte.</summary>
    internal async Task ReadAsync(string path, CancellationToken cancellation)
    {
        await using var body = await _client.GetStreamAsync(path, cancellation);
        while (await body.ReadAsync(_buffer, cancellation) > 0)
        {
        }
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
