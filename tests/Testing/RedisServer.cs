using System.Net.Sockets;

namespace Ctas7.Testing;

/// <summary>A real redis-server on a free loopback port, with its append-only file on.</summary>
public sealed class RedisServer : ServerProcess
{
    private RedisServer() { }

    /// <summary>The port it listens on; the same after <see cref="RestartAsync"/>.</summary>
    public int Port { get; } = FreePorts.One();

    /// <summary>Connection string for StackExchange.Redis.</summary>
    public string ConnectionString => $"127.0.0.1:{Port},abortConnect=false";

    /// <summary>Starts a server and waits until it answers.</summary>
    public static async Task<RedisServer> StartAsync()
    {
        var server = new RedisServer();
        await server.RestartAsync();
        return server;
    }

    /// <summary>Starts the server again on the same port and data.</summary>
    public async Task RestartAsync()
    {
        Launch("redis-server", ["--port", $"{Port}", "--bind", "127.0.0.1", "--dir", Folder, "--appendonly", "yes", "--save", ""]);
        await Eventually.True(PingAsync, $"redis-server answers on port {Port}: {Output}");
    }

    private async Task<bool> PingAsync()
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", Port);
        var stream = client.GetStream();
        await stream.WriteAsync("PING\r\n"u8.ToArray());
        var answer = new byte[7];
        await stream.ReadExactlyAsync(answer);
        return answer.AsSpan().StartsWith("+PONG"u8);
    }
}
