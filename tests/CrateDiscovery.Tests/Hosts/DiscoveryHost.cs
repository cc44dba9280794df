using System.Text.Json;
using Ctas7.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Ctas7.CrateDiscovery.Tests.Hosts;

/// <summary>The real service on real Kestrel, Redis and RabbitMQ.</summary>
public sealed class DiscoveryHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private int _stopped;

    private DiscoveryHost(WebApplication app, int port, int grpcPort)
    {
        _app = app;
        Client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(30) };
        GrpcAddress = new Uri($"http://127.0.0.1:{grpcPort}");
    }

    public HttpClient Client { get; }

    public Uri GrpcAddress { get; }

    public static Task<DiscoveryHost> StartAsync(Brokers brokers, string ledger, params string[] roots)
        => StartAsync(brokers.Redis.ConnectionString, brokers.RabbitMq.ConnectionString, ledger, roots, []);

    /// <param name="prepare">Called with the service's container before anything runs.</param>
    public static async Task<DiscoveryHost> StartAsync(
        string redis, string rabbitMq, string ledger, string[] roots, string[] more, Action<IServiceProvider>? prepare = null, int? grpcPort = null)
    {
        var ports = FreePorts.Take(2);
        ports[1] = grpcPort ?? ports[1];
        string[] args =
        [
            $"--urls=http://127.0.0.1:{ports[0]}",
            $"--GRPC_PORT={ports[1]}",
            $"--ConnectionStrings:redis={redis}",
            $"--ConnectionStrings:rabbitmq={rabbitMq}",
            $"--Discovery:LedgerKey={ledger}",
            "--Logging:LogLevel:Default=Warning",
            .. roots.Select((root, index) => $"--Discovery:Roots:{index}={root}"),
            .. more,
        ];
        var app = CrateDiscoveryService.Build(args);
        prepare?.Invoke(app.Services);
        await app.StartAsync();
        return new DiscoveryHost(app, ports[0], ports[1]);
    }

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public async Task<JsonElement> GetJsonAsync(string path)
    {
        using var stream = await Client.GetStreamAsync(path);
        return await JsonSerializer.DeserializeAsync<JsonElement>(stream);
    }

    /// <summary>Waits until the list of crates is as wanted.</summary>
    public Task<JsonElement[]> Crates(Func<JsonElement[], bool> wanted, string what, string query = "?limit=1000")
        => Eventually.Get(async () => (await GetJsonAsync($"/api/crates{query}")).EnumerateArray().ToArray(), wanted, what);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _stopped, 1) != 0)
        {
            return;
        }

        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
