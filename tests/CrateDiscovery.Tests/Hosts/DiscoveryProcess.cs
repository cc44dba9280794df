using System.Text.Json;
using Ctas7.Testing;

namespace Ctas7.CrateDiscovery.Tests.Hosts;

/// <summary>The service as a process of its own, to be killed, held up, or run under other limits.</summary>
public sealed class DiscoveryProcess : ServerProcess
{
    /// <summary>Asks the service.</summary>
    public HttpClient Client { get; private set; } = null!;

    public static Task<DiscoveryProcess> StartAsync(string redis, string rabbitMq, string ledger, string root) => StartAsync(redis, rabbitMq, ledger, root, [], []);

    /// <param name="under">A command that runs the one that follows, such as <c>unshare</c>, with its arguments.</param>
    /// <param name="more">Further settings, <c>Discovery__PollInterval</c> for example.</param>
    public static async Task<DiscoveryProcess> StartAsync(
        string redis, string rabbitMq, string ledger, string root, string[] under, Dictionary<string, string> more)
    {
        var process = new DiscoveryProcess();
        var ports = FreePorts.Take(2);
        string[] command = [.. under, "dotnet", Path.Combine(AppContext.BaseDirectory, "CrateDiscovery.dll")];
        process.Launch(command[0], command[1..], new Dictionary<string, string>(more)
        {
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{ports[0]}",
            ["GRPC_PORT"] = $"{ports[1]}",
            ["ConnectionStrings__redis"] = redis,
            ["ConnectionStrings__rabbitmq"] = rabbitMq,
            ["Discovery__LedgerKey"] = ledger,
            ["Discovery__Roots__0"] = root,
        });
        var client = process.Client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{ports[0]}"), Timeout = TimeSpan.FromSeconds(30) };
        await Eventually.True(
            async () => (await client.GetAsync("/alive")).IsSuccessStatusCode,
            $"the service answers: {process.Output}",
            TimeSpan.FromSeconds(60));
        return process;
    }

    public async Task<JsonElement> GetJsonAsync(string path)
    {
        using var stream = await Client.GetStreamAsync(path);
        return await JsonSerializer.DeserializeAsync<JsonElement>(stream);
    }

    /// <summary>Waits until the list of crates is as wanted.</summary>
    public Task<JsonElement[]> Crates(Func<JsonElement[], bool> wanted, string what)
        => Eventually.Get(async () => (await GetJsonAsync("/api/crates?limit=1000")).EnumerateArray().ToArray(), wanted, what, TimeSpan.FromSeconds(60));

    /// <summary>Waits until the watch is as wanted.</summary>
    public Task<JsonElement> Watch(Func<JsonElement, bool> wanted, string what)
        => Eventually.Get(async () => (await GetJsonAsync("/api/crates/scan")).GetProperty("watch"), wanted, what, TimeSpan.FromSeconds(60));

    /// <inheritdoc/>
    public override Task KillAsync()
    {
        Client?.Dispose();
        return base.KillAsync();
    }
}
