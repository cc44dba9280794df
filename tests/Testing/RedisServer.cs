using System.Net.Sockets;
using System.Text;

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

    /// <summary>Sends an inline command on a connection of its own and returns the first line of the answer.</summary>
    public async Task<string> AskAsync(string command)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", Port, limit.Token);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes(command + "\r\n"), limit.Token);
        using var reader = new StreamReader(stream);
        return await reader.ReadLineAsync(limit.Token) ?? "";
    }

    private async Task<bool> PingAsync() => await AskAsync("PING") == "+PONG";
}
