using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Health;
using Aspire.Hosting.Processes;

namespace Aspire.Hosting.Servers;

/// <summary>redis-server with its append-only file on.</summary>
internal sealed class RedisProgram(RedisResource resource) : IServerProgram
{
    public string Title => "Redis";

    public string Package => "redis-server";

    public IReadOnlyList<string> Programs => ["redis-server", "/usr/bin/redis-server", "/usr/local/bin/redis-server"];

    public (string Host, int Port) AddressOf(string connectionString)
    {
        var first = connectionString.Split(',', 2)[0].Trim();
        var colon = first.LastIndexOf(':');
        var host = colon < 0 ? first : first[..colon];
        return host.Length > 0 && ushort.TryParse(colon < 0 ? "6379" : first[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0
            ? (host, port)
            : throw new FormatException($"it starts with '{first}', wanted is host:port.");
    }

    public async Task<ServerLaunch> AsProcessAsync(string program, string dataFolder, CancellationToken cancellationToken)
    {
        var keepsTitle = await KnowsTitleSettingAsync(program, cancellationToken);
        var configuration = await WriteAsync(dataFolder, "127.0.0.1", resource.PrimaryEndpoint.Port, dataFolder, keepsTitle, cancellationToken);
        return new(program, [configuration], new Dictionary<string, string>(), dataFolder);
    }

    public async Task<ServerLaunch> AsContainerAsync(
        ContainerEngine engine, string image, string containerName, string dataFolder, CancellationToken cancellationToken)
    {
        await WriteAsync(dataFolder, "0.0.0.0", 6379, "/data", keepsTitle: false, cancellationToken);
        var port = resource.PrimaryEndpoint.Port.ToString(CultureInfo.InvariantCulture);
        return new(
            engine.Program,
            ["run", "--rm", "--name", containerName, "--publish", $"127.0.0.1:{port}:6379", "--volume", $"{dataFolder}:/data", image, "redis-server", "/data/redis.conf"],
            new Dictionary<string, string>(),
            dataFolder);
    }

    public async Task<HealthOutcome> CheckAsync(string host, int port, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(host, port, cancellationToken);
        var stream = client.GetStream();
        await stream.WriteAsync("PING\r\n"u8.ToArray(), cancellationToken);
        var answer = new byte[7];
        await stream.ReadExactlyAsync(answer, cancellationToken);

        // A server with a password answers -NOAUTH, which it also does only when it serves; while loading its file it says -LOADING.
        return answer.AsSpan().StartsWith("+PONG"u8) || answer.AsSpan().StartsWith("-NOAUTH"u8)
            ? HealthOutcome.Healthy($"Redis at {host}:{port} answers PING.")
            : HealthOutcome.Unhealthy($"Redis at {host}:{port} answers PING with {Encoding.ASCII.GetString(answer)}.");
    }

    /// <summary>Since 6.2 Redis can leave its process title, and with it the environment that /proc shows, as it is.</summary>
    private static async Task<bool> KnowsTitleSettingAsync(string program, CancellationToken cancellationToken)
    {
        var said = await Executables.RunAsync(program, ["--version"], TimeSpan.FromSeconds(5), cancellationToken);
        var version = said?.Output.Split(' ').FirstOrDefault(word => word.StartsWith("v=", StringComparison.Ordinal))?[2..];
        return Version.TryParse(version, out var known) && known >= new Version(6, 2);
    }

    private async Task<string> WriteAsync(string folder, string address, int port, string directory, bool keepsTitle, CancellationToken cancellationToken)
    {
        var password = resource.PasswordParameter is { } parameter ? await parameter.GetValueAsync(cancellationToken) : null;
        var path = Path.Combine(folder, "redis.conf");
        await PrivateFile.WriteAsync(path, string.Create(CultureInfo.InvariantCulture, $"""
            # Written at each start.
            bind {address}
            port {port}
            dir "{directory}"
            daemonize no
            appendonly yes
            appendfsync everysec
            save ""
            {(keepsTitle ? "set-proc-title no" : string.Empty)}
            {(password is null ? "protected-mode yes" : $"requirepass \"{password}\"")}

            """), cancellationToken);
        return path;
    }
}
