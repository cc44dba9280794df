using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dcp;
using Aspire.Hosting.Processes;
using Ctas7.Testing;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using RabbitMQ.Client;

namespace Aspire.Hosting.Tests.Running;

/// <summary>The brokers as child processes: they keep their data, their ports and their passwords over every death.</summary>
public sealed class BrokerTests
{
    [Fact]
    public async Task RabbitMQ_killed_comes_back_with_its_messages()
    {
        await using var running = await RunningApplication.StartAsync(builder => builder.AddRabbitMQ("bus"));
        var before = await running.HealthyAsync("bus");
        var uri = await ConnectionStringAsync(running, "bus");
        uri.ShouldMatch("^amqp://guest:[A-Za-z0-9]{22}@127\\.0\\.0\\.1:[0-9]+$");
        var factory = new ConnectionFactory { Uri = new Uri(uri), AutomaticRecoveryEnabled = false };
        await using (var connection = await factory.CreateConnectionAsync())
        await using (var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true)))
        {
            await channel.QueueDeclareAsync("kept", durable: true, exclusive: false, autoDelete: false);
            await channel.BasicPublishAsync(string.Empty, "kept", mandatory: true, new BasicProperties { Persistent = true }, "still here"u8.ToArray());
        }

        // RabbitMQ writes the definition of a queue to disk some seconds after it has confirmed it, with or without us.
        await Eventually.True(
            () => Directory.EnumerateFiles(Path.Combine(running.Data, "bus", "mnesia"), "*.*", SearchOption.AllDirectories)
                .Where(file => Path.GetExtension(file) is ".LOG" or ".DCD" or ".DCL")
                .Any(file => File.ReadAllBytes(file).AsSpan().IndexOf("kept"u8) >= 0),
            "the queue is on disk");
        await KillAsync(running, "bus", before);

        await using var second = await factory.CreateConnectionAsync();
        await using var reader = await second.CreateChannelAsync();
        var message = await reader.BasicGetAsync("kept", autoAck: true);
        Encoding.UTF8.GetString(message!.Body.Span).ShouldBe("still here");
    }

    [Fact]
    public async Task Redis_killed_comes_back_with_its_keys_and_so_it_does_after_the_orchestrator_was_killed()
    {
        await using var running = await RunningApplication.StartAsync(builder => builder.AddRedis("cache"));
        var before = await running.HealthyAsync("cache");
        var address = await ConnectionStringAsync(running, "cache");
        (await AskAsync(address, "SET answer 42")).ShouldBe("+OK");

        await KillAsync(running, "cache", before);
        (await ConnectionStringAsync(running, "cache")).ShouldBe(address);
        (await AskAsync(address, "GET answer")).ShouldBe("42");

        running.States.TryGetCurrentState("cache", out var second).ShouldBeTrue();
        using (var dcp = Process.GetProcessById(running.Service<DcpHost>().ProcessId!.Value))
        {
            dcp.Kill();
        }

        await SuccessorAsync(running, "cache", second!);
        ProcessTable.IsAlive(RunningApplication.PidOf(second!.Snapshot)).ShouldBeFalse();
        (await AskAsync(address, "GET answer")).ShouldBe("42");
    }

    [Fact]
    public async Task A_given_connection_string_is_used_and_watched_and_nothing_is_started()
    {
        await using var server = await RedisServer.StartAsync();
        await using var running = await RunningApplication.StartAsync(
            builder => builder.AddRedis("cache"), dashboard: false, "--ConnectionStrings:cache", server.ConnectionString);
        var state = await running.HealthyAsync("cache");
        state.Snapshot.ResourceType.ShouldBe("ExternalService");
        RunningApplication.PidOf(state.Snapshot).ShouldBe(0);
        (await ConnectionStringAsync(running, "cache")).ShouldBe(server.ConnectionString);

        await server.KillAsync();
        await running.WhenAsync("cache", snapshot => snapshot.HealthStatus == HealthStatus.Unhealthy);
        await server.RestartAsync();
        await running.HealthyAsync("cache");
    }

    [Fact]
    public async Task Without_the_program_a_container_engine_runs_the_server_and_its_container_goes_with_the_run()
    {
        using var engine = new SmallEngine();
        await using (var running = await RunningApplication.StartAsync(
            builder => builder.AddRedis("cache"), dashboard: false, "--Servers:cache", "container", "--ASPIRE_CONTAINER_RUNTIME", engine.Program))
        {
            var state = await running.HealthyAsync("cache");
            state.Snapshot.ResourceType.ShouldBe("Container");
            state.Snapshot.Properties.ShouldContain(property => property.Name == "container.image" && Equals(property.Value, "docker.io/library/redis:7"));
            var address = await ConnectionStringAsync(running, "cache");
            (await AskAsync(address, "PING")).ShouldBe("+PONG");
            engine.Calls.ShouldContain(call => call == "pull --quiet docker.io/library/redis:7");
        }

        engine.Calls[^1].ShouldStartWith("rm --force cache-");
    }

    private static async Task KillAsync(RunningApplication running, string resource, ResourceEvent before)
    {
        using (var process = Process.GetProcessById(RunningApplication.PidOf(before.Snapshot)))
        {
            process.Kill();
        }

        await SuccessorAsync(running, resource, before);
    }

    private static Task<ResourceEvent> SuccessorAsync(RunningApplication running, string resource, ResourceEvent before)
        => running.WhenAsync(resource, snapshot => snapshot.HealthStatus == HealthStatus.Healthy
            && RunningApplication.PidOf(snapshot) is var pid && pid > 0 && pid != RunningApplication.PidOf(before.Snapshot));

    private static async Task<string> ConnectionStringAsync(RunningApplication running, string resource)
    {
        running.Service<DistributedApplicationModel>().Resources.TryGetByName(resource, out var found).ShouldBeTrue();
        return (await ((IResourceWithConnectionString)found!).GetConnectionStringAsync())!;
    }

    /// <summary>One command in Redis's inline form, after the password; the answer's last line.</summary>
    private static async Task<string> AskAsync(string connectionString, string command)
    {
        var parts = connectionString.Split(",password=");
        var address = parts[0].Split(':');
        using var client = new TcpClient();
        await client.ConnectAsync(address[0], int.Parse(address[1], System.Globalization.CultureInfo.InvariantCulture));
        using var reader = new StreamReader(client.GetStream());
        await using var writer = new StreamWriter(client.GetStream()) { AutoFlush = true, NewLine = "\r\n" };
        await writer.WriteLineAsync($"AUTH {parts[1]}");
        (await reader.ReadLineAsync()).ShouldBe("+OK");
        await writer.WriteLineAsync(command);
        var answer = (await reader.ReadLineAsync())!;
        return answer.StartsWith('$') ? (await reader.ReadLineAsync())! : answer;
    }
}
