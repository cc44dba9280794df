using System.Net.Sockets;
using System.Text;
using Ctas7.Benchmarks.Harness;
using Ctas7.Testing;

namespace Ctas7.Benchmarks.Gateway;

/// <summary>An nginx with a configuration of its own in a temporary folder, which goes with it.</summary>
internal sealed class NginxServer : IAsyncDisposable
{
    private readonly Peer _process;

    private NginxServer(Peer process, string folder, int port) => (_process, Folder, Port) = (process, folder, port);

    public int Port { get; }

    public string Folder { get; }

    /// <summary>Starts one that serves what <paramref name="server"/> says inside its <c>http</c> block, <c>PORT</c> and <c>FOLDER</c> filled in.</summary>
    public static async Task<NginxServer> StartAsync(string server, params (string Name, byte[] Content)[] files)
    {
        var folder = Directory.CreateTempSubdirectory("ctas7-bench-nginx-").FullName;
        var port = FreePorts.One();
        foreach (var (name, content) in files)
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, name), content);
        }

        var configuration = Path.Combine(folder, "nginx.conf");
        await File.WriteAllTextAsync(configuration, Configuration(server).Replace("FOLDER", folder, StringComparison.Ordinal).Replace("PORT", $"{port}", StringComparison.Ordinal));
        var nginx = new NginxServer(Peer.Start("nginx", ["-p", folder, "-c", configuration, "-e", Path.Combine(folder, "error.log")]), folder, port);
        await Eventually.True(nginx.ListensAsync, $"nginx listens on port {port}; see {folder}/error.log", TimeSpan.FromSeconds(10));
        return nginx;
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private static string Configuration(string server) => new StringBuilder()
        .AppendLine(Environment.IsPrivilegedProcess ? "user root;" : "")
        .AppendLine("""
            daemon off;
            worker_processes auto;
            pid FOLDER/nginx.pid;
            error_log FOLDER/error.log crit;
            events { worker_connections 4096; }
            http {
              access_log off;
              sendfile on;
              tcp_nodelay on;
              keepalive_requests 1000000000;
              client_body_temp_path FOLDER/body;
              proxy_temp_path FOLDER/proxy;
              fastcgi_temp_path FOLDER/fastcgi;
              uwsgi_temp_path FOLDER/uwsgi;
              scgi_temp_path FOLDER/scgi;
            """)
        .AppendLine(server)
        .AppendLine("}")
        .ToString();

    private async Task<bool> ListensAsync()
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", Port);
        return true;
    }
}
