using Ctas7.Testing;

namespace Ctas7.CrateDiscovery.Tests.Hosts;

/// <summary>The service as a process of its own, to be killed.</summary>
public sealed class DiscoveryProcess : ServerProcess
{
    /// <summary>Asks the service.</summary>
    public HttpClient Client { get; private set; } = null!;

    public static async Task<DiscoveryProcess> StartAsync(string redis, string rabbitMq, string ledger, string root)
    {
        var process = new DiscoveryProcess();
        var ports = FreePorts.Take(2);
        process.Launch("dotnet", [Path.Combine(AppContext.BaseDirectory, "CrateDiscovery.dll")], new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{ports[0]}",
            ["GRPC_PORT"] = $"{ports[1]}",
            ["ConnectionStrings__redis"] = redis,
            ["ConnectionStrings__rabbitmq"] = rabbitMq,
            ["Discovery__LedgerKey"] = ledger,
            ["Discovery__Roots__0"] = root,
        });
        var client = process.Client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{ports[0]}"), Timeout = TimeSpan.FromSeconds(5) };
        await Eventually.True(
            async () => (await client.GetAsync("/alive")).IsSuccessStatusCode,
            $"the service answers: {process.Output}",
            TimeSpan.FromSeconds(60));
        return process;
    }
}
