using System.Net.Sockets;
using System.Text;

namespace Ctas7.Gateway.Tests.Servers;

/// <summary>Sends bytes that no HTTP client would, and reads what comes back until the connection ends.</summary>
internal static class RawHttp
{
    public static Task<string> SendAsync(int port, string text, bool thenEnd = false) => SendAsync(port, Encoding.Latin1.GetBytes(text), thenEnd);

    /// <summary>The whole answer up to the connection's end. With <paramref name="thenEnd"/> our side ends first, which the server takes for leaving.</summary>
    public static async Task<string> SendAsync(int port, byte[] bytes, bool thenEnd = false)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port, deadline.Token);
        var stream = client.GetStream();
        var reading = ReadAsync(stream, deadline.Token);
        try
        {
            await stream.WriteAsync(bytes, deadline.Token);
            if (thenEnd)
            {
                client.Client.Shutdown(SocketShutdown.Send);
            }
        }
        catch (Exception refused) when (refused is IOException or SocketException)
        {
            // The server has answered and closed before it read all.
        }

        return await reading;
    }

    private static async Task<string> ReadAsync(NetworkStream stream, CancellationToken cancellation)
    {
        var received = new MemoryStream();
        var buffer = new byte[16 * 1024];
        try
        {
            for (int count; (count = await stream.ReadAsync(buffer, cancellation)) > 0;)
            {
                received.Write(buffer, 0, count);
            }
        }
        catch (IOException)
        {
            // Reset after the answer.
        }

        return Encoding.Latin1.GetString(received.ToArray());
    }
}
