using System.Globalization;
using Ctas7.Testing;

namespace Ctas7.Realtime.Tests.Support;

/// <summary>The service as its own process, for tests that stop or kill it.</summary>
public sealed class ReplicaProcess : ServerProcess
{
    private ReplicaProcess() { }

    public int Port { get; } = FreePorts.One();

    public static async Task<ReplicaProcess> StartAsync(Brokers brokers)
    {
        var replica = new ReplicaProcess();
        replica.Launch("dotnet", [Path.Combine(AppContext.BaseDirectory, "Realtime.dll")], new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{replica.Port}",
            ["ConnectionStrings__redis"] = brokers.Redis.ConnectionString,
            ["ConnectionStrings__rabbitmq"] = brokers.RabbitMq.ConnectionString,
            ["Bus__StopTimeoutSeconds"] = "1",
        });
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{replica.Port}") };
        await Eventually.True(async () => (await http.GetAsync(new Uri("/health", UriKind.Relative))).IsSuccessStatusCode, $"realtime is ready: {replica.Output}");
        return replica;
    }

    public Task<EventClient> ConnectAsync() => EventClient.ConnectAsync(new Uri($"ws://127.0.0.1:{Port}/ws"));

    /// <summary>SIGTERM, and the end of the process.</summary>
    public async Task TerminateAsync()
    {
        using var kill = System.Diagnostics.Process.Start("kill", ["-TERM", Process.Id.ToString(CultureInfo.InvariantCulture)]);
        await Process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(40));
    }
}
