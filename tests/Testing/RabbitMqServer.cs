using System.Net.Sockets;

namespace Ctas7.Testing;

/// <summary>A real rabbitmq-server on free loopback ports, with its own node name, cookie and epmd.</summary>
public sealed class RabbitMqServer : ServerProcess
{
    private readonly int _distributionPort;
    private readonly int _epmdPort;

    private RabbitMqServer()
    {
        var ports = FreePorts.Take(3);
        (Port, _distributionPort, _epmdPort) = (ports[0], ports[1], ports[2]);
    }

    /// <summary>The AMQP port; the same after <see cref="RestartAsync"/>.</summary>
    public int Port { get; }

    /// <summary>AMQP URI with the default account, which RabbitMQ accepts from loopback only.</summary>
    public string ConnectionString => $"amqp://guest:guest@127.0.0.1:{Port}";

    /// <summary>Starts a broker and waits until it speaks AMQP; about 5 s.</summary>
    public static async Task<RabbitMqServer> StartAsync()
    {
        var server = new RabbitMqServer();
        await server.RestartAsync();
        return server;
    }

    /// <summary>Starts the broker again on the same ports and data.</summary>
    public async Task RestartAsync()
    {
        Launch("/usr/lib/rabbitmq/bin/rabbitmq-server", [], new Dictionary<string, string>
        {
            ["HOME"] = Folder,
            ["RABBITMQ_MNESIA_BASE"] = Path.Combine(Folder, "mnesia"),
            ["RABBITMQ_LOG_BASE"] = Path.Combine(Folder, "log"),
            ["RABBITMQ_PID_FILE"] = Path.Combine(Folder, "pid"),
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(Folder, "enabled_plugins"),
            ["RABBITMQ_NODENAME"] = $"test-{Port}@localhost",
            ["RABBITMQ_NODE_PORT"] = $"{Port}",
            ["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1",
            ["RABBITMQ_DIST_PORT"] = $"{_distributionPort}",
            ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
            ["ERL_EPMD_PORT"] = $"{_epmdPort}",
            ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "+S 1:1 +sbwt none +sbwtdcpu none +sbwtdio none",
        });
        await Eventually.True(SpeaksAmqpAsync, $"rabbitmq-server answers on port {Port}", TimeSpan.FromSeconds(60));
    }

    /// <inheritdoc/>
    public override async Task KillAsync()
    {
        await base.KillAsync();

        // epmd detaches itself from the broker that started it, so it is found by the port that only this broker knows.
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(path => int.TryParse(Path.GetFileName(path), out _)))
        {
            try
            {
                if ((await File.ReadAllTextAsync(Path.Combine(folder, "comm"))).Trim() == "epmd"
                    && (await File.ReadAllTextAsync(Path.Combine(folder, "environ"))).Split('\0').Contains($"ERL_EPMD_PORT={_epmdPort}"))
                {
                    using var epmd = System.Diagnostics.Process.GetProcessById(int.Parse(Path.GetFileName(folder), System.Globalization.CultureInfo.InvariantCulture));
                    epmd.Kill();
                }
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException)
            {
                // It ended between the listing and the look.
            }
        }
    }

    private async Task<bool> SpeaksAmqpAsync()
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", Port);
        var stream = client.GetStream();
        await stream.WriteAsync("AMQP\0\0\t\u0001"u8.ToArray());
        var frame = new byte[1];
        await stream.ReadExactlyAsync(frame).AsTask().WaitAsync(TimeSpan.FromSeconds(2));
        return frame[0] == 1;
    }
}
