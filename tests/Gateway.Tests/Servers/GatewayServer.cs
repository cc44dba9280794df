using System.Globalization;
using System.Net;
using Ctas7.ServiceDefaults;
using Ctas7.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Ctas7.Gateway.Tests.Servers;

/// <summary>The gateway as it is, on two free ports, in front of the given services.</summary>
public sealed class GatewayServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly MemoryLog _log;

    private GatewayServer(WebApplication app, MemoryLog log, int httpPort, int webSocketPort)
    {
        (_app, _log, HttpPort, WebSocketPort) = (app, log, httpPort, webSocketPort);
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.None, UseProxy = false })
        {
            BaseAddress = new Uri($"http://127.0.0.1:{httpPort}"),
            Timeout = TimeSpan.FromSeconds(20),
        };
    }

    public int HttpPort { get; }

    public int WebSocketPort { get; }

    /// <summary>Asks the HTTP port; follows nothing and unpacks nothing.</summary>
    public HttpClient Client { get; }

    /// <summary>What the gateway logged so far.</summary>
    public IReadOnlyCollection<LogEntry> Log => _log.Entries;

    public static Task<GatewayServer> StartAsync(params Upstream[] upstreams) => StartWithAsync([], upstreams);

    /// <summary>Starts it with settings such as <c>Gateway:Resilience:Timeout</c>.</summary>
    public static async Task<GatewayServer> StartWithAsync(Dictionary<string, string?> settings, params Upstream[] upstreams)
    {
        var ports = FreePorts.Take(2);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production", ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Gateway:Routing:WebSocketPort"] = $"{ports[1]}",
            ["Gateway:Resilience:ProbeInterval"] = "00:00:00.2",
            ["Gateway:Resilience:UnhealthyProbeInterval"] = "00:00:00.1",
            ["Gateway:Resilience:CircuitOpen"] = "00:00:00.2",
        });
        builder.Configuration.AddInMemoryCollection(Addresses(upstreams));
        builder.Configuration.AddInMemoryCollection(settings);
        builder.WebHost.UseUrls($"http://127.0.0.1:{ports[0]};http://127.0.0.1:{ports[1]}");
        var log = new MemoryLog();
        builder.Logging.ClearProviders().AddProvider(log);
        builder.AddServiceDefaults();
        builder.AddGateway();
        var app = builder.Build();
        app.UseGateway();
        await app.StartAsync();
        return new GatewayServer(app, log, ports[0], ports[1]);
    }

    /// <summary>Changes the configuration of the running gateway, as a reloaded file would.</summary>
    public void Reload(params Upstream[] upstreams)
    {
        var configuration = (IConfigurationRoot)_app.Configuration;
        foreach (var key in configuration.GetSection("services").AsEnumerable().Where(pair => pair.Value is not null).Select(pair => pair.Key).ToArray())
        {
            configuration[key] = "";
        }

        foreach (var (key, value) in Addresses(upstreams))
        {
            configuration[key] = value;
        }

        configuration.Reload();
    }

    /// <summary>Begins to stop, as SIGTERM does; the task ends when it has stopped.</summary>
    public Task StopAsync() => _app.StopAsync();

    public T Service<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(now.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _app.DisposeAsync();
        _log.Dispose();
    }

    private static Dictionary<string, string?> Addresses(IEnumerable<Upstream> upstreams) => upstreams
        .GroupBy(upstream => upstream.Name)
        .SelectMany(service => service.Select((replica, index) => (Key: string.Create(CultureInfo.InvariantCulture, $"services:{service.Key}:http:{index}"), replica.Address)))
        .ToDictionary(pair => pair.Key, pair => (string?)pair.Address);
}
