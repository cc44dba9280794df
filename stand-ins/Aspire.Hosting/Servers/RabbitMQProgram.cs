using System.Globalization;
using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Health;
using Aspire.Hosting.Processes;

namespace Aspire.Hosting.Servers;

/// <summary>rabbitmq-server as an ordinary process: own node, cookie, home and epmd, all on loopback.</summary>
internal sealed class RabbitMQProgram(RabbitMQServerResource resource, Lazy<(int Distribution, int Epmd)> ports) : IServerProgram
{
    public string Title => "RabbitMQ";

    public string Package => "rabbitmq-server";

    // The wrapper in /usr/sbin changes to the rabbitmq user and its folders, so the script itself comes first.
    public IReadOnlyList<string> Programs => ["/usr/lib/rabbitmq/bin/rabbitmq-server", "/opt/rabbitmq/sbin/rabbitmq-server", "rabbitmq-server"];

    public (string Host, int Port) AddressOf(string connectionString)
        => Uri.TryCreate(connectionString, UriKind.Absolute, out var uri) && uri.Scheme is "amqp" or "amqps"
            ? (uri.Host, uri.Port > 0 ? uri.Port : uri.Scheme == "amqp" ? 5672 : 5671)
            : throw new FormatException("wanted is amqp://user:password@host:port.");

    public async Task<ServerLaunch> AsProcessAsync(string program, string dataFolder, CancellationToken cancellationToken)
    {
        var configuration = Path.Combine(dataFolder, "rabbitmq.conf");
        var user = await UserAsync(cancellationToken);
        var password = await resource.PasswordParameter.GetValueAsync(cancellationToken);
        await PrivateFile.WriteAsync(configuration, string.Create(CultureInfo.InvariantCulture, $"""
            # Written at each start.
            listeners.tcp.1 = 127.0.0.1:{resource.PrimaryEndpoint.Port}
            default_user = {user}
            default_pass = {password}
            loopback_users = none
            log.console = true
            log.console.level = info
            log.file = false
            disk_free_limit.absolute = 64MB

            """), cancellationToken);
        await PrivateFile.WriteAsync(Path.Combine(dataFolder, "enabled_plugins"), "[].\n", cancellationToken);
        var environment = new Dictionary<string, string>
        {
            ["HOME"] = dataFolder,
            ["RABBITMQ_CONFIG_FILE"] = configuration,
            ["RABBITMQ_CONF_ENV_FILE"] = Path.Combine(dataFolder, "none"),
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(dataFolder, "enabled_plugins"),
            ["RABBITMQ_MNESIA_BASE"] = Path.Combine(dataFolder, "mnesia"),
            ["RABBITMQ_LOG_BASE"] = Path.Combine(dataFolder, "log"),
            ["RABBITMQ_PID_FILE"] = Path.Combine(dataFolder, "pid"),
            ["RABBITMQ_NODENAME"] = $"{resource.Name}@localhost",
            ["RABBITMQ_DIST_PORT"] = ports.Value.Distribution.ToString(CultureInfo.InvariantCulture),
            ["ERL_EPMD_PORT"] = ports.Value.Epmd.ToString(CultureInfo.InvariantCulture),
            ["ERL_EPMD_ADDRESS"] = "127.0.0.1",

            // The script then becomes the broker instead of its parent, so that signals and the process id are the broker's own.
            ["RABBITMQ_ALLOW_INPUT"] = "1",

            // Idle schedulers sleep instead of spinning.
            ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] =
                "+S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none -kernel inet_dist_use_interface {127,0,0,1}",
        };
        return new(program, ["-noinput"], environment, dataFolder);
    }

    public async Task<ServerLaunch> AsContainerAsync(
        ContainerEngine engine, string image, string containerName, string dataFolder, CancellationToken cancellationToken)
    {
        var port = resource.PrimaryEndpoint.Port.ToString(CultureInfo.InvariantCulture);
        var environment = new Dictionary<string, string>
        {
            ["RABBITMQ_DEFAULT_USER"] = await UserAsync(cancellationToken),
            ["RABBITMQ_DEFAULT_PASS"] = await resource.PasswordParameter.GetValueAsync(cancellationToken) ?? string.Empty,
        };
        return new(
            engine.Program,
            [
                "run", "--rm", "--name", containerName, "--hostname", resource.Name, "--publish", $"127.0.0.1:{port}:5672",
                "--volume", $"{dataFolder}:/var/lib/rabbitmq", "--env", "RABBITMQ_DEFAULT_USER", "--env", "RABBITMQ_DEFAULT_PASS", image,
            ],
            environment,
            dataFolder);
    }

    /// <summary>The first bytes of AMQP 0-9-1: a broker that serves answers the protocol header with Connection.Start, a method frame (type 1).</summary>
    public async Task<HealthOutcome> CheckAsync(string host, int port, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(host, port, cancellationToken);
        var stream = client.GetStream();
        await stream.WriteAsync("AMQP\0\0\t\u0001"u8.ToArray(), cancellationToken);
        var frame = new byte[1];
        await stream.ReadExactlyAsync(frame, cancellationToken);
        return frame[0] == 1
            ? HealthOutcome.Healthy($"RabbitMQ at {host}:{port} opens an AMQP connection.")
            : HealthOutcome.Unhealthy($"{host}:{port} does not speak AMQP 0-9-1.");
    }

    private async Task<string> UserAsync(CancellationToken cancellationToken)
        => resource.UserNameParameter is { } parameter ? await parameter.GetValueAsync(cancellationToken) ?? RabbitMQServerResource.DefaultUser : RabbitMQServerResource.DefaultUser;
}
