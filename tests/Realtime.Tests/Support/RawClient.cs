using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Ctas7.Realtime.Tests.Support;

/// <summary>A WebSocket client that writes whatever bytes a test wants, as no library would.</summary>
public sealed class RawClient : IDisposable
{
    private static readonly byte[] Mask = [0x1f, 0x2e, 0x3d, 0x4c];
    private readonly TcpClient _tcp = new();

    public Stream Stream => _tcp.GetStream();

    public static async Task<RawClient> OpenAsync(int port)
    {
        var client = new RawClient();
        await client._tcp.ConnectAsync("127.0.0.1", port);
        return client;
    }

    /// <summary>Connects and shakes hands.</summary>
    public static async Task<RawClient> ConnectAsync(int port, string path = "/ws", int? receiveBuffer = null)
    {
        var client = new RawClient();
        if (receiveBuffer is { } bytes)
        {
            client._tcp.ReceiveBufferSize = bytes;
        }

        await client._tcp.ConnectAsync("127.0.0.1", port);
        await client.WriteAsync($"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        (await client.ReadHeadAsync()).ShouldStartWith("HTTP/1.1 101");
        return client;
    }

    public Task WriteAsync(string text) => Stream.WriteAsync(Encoding.ASCII.GetBytes(text)).AsTask();

    /// <summary>Writes one frame with exactly this first byte.</summary>
    public Task FrameAsync(byte first, ReadOnlySpan<byte> payload, bool masked = true)
    {
        var frame = new List<byte> { first };
        var bit = masked ? 0x80 : 0;
        if (payload.Length < 126)
        {
            frame.Add((byte)(bit | payload.Length));
        }
        else
        {
            frame.Add((byte)(bit | 127));
            Span<byte> length = stackalloc byte[8];
            BinaryPrimitives.WriteInt64BigEndian(length, payload.Length);
            frame.AddRange(length);
        }

        if (masked)
        {
            frame.AddRange(Mask);
        }

        for (var index = 0; index < payload.Length; index++)
        {
            frame.Add((byte)(masked ? payload[index] ^ Mask[index % 4] : payload[index]));
        }

        return Stream.WriteAsync(frame.ToArray()).AsTask();
    }

    public async Task<string> ReadHeadAsync()
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await ReadAsync(one) == 1)
        {
            head.Append((char)one[0]);
        }

        return head.ToString();
    }

    /// <summary>The next frame of the server; null at the end of the connection.</summary>
    public async Task<(int Opcode, byte[] Payload)?> ReadFrameAsync()
    {
        var head = new byte[2];
        if (!await FillAsync(head))
        {
            return null;
        }

        (head[1] & 0x80).ShouldBe(0, "a server's frames are not masked");
        long length = head[1] & 0x7f;
        if (length >= 126)
        {
            var more = new byte[length == 126 ? 2 : 8];
            await FillAsync(more);
            length = more.Aggregate(0L, (sum, digit) => (sum << 8) | digit);
        }

        var payload = new byte[length];
        return await FillAsync(payload) ? (head[0] & 0x0f, payload) : null;
    }

    /// <summary>Reads up to the close frame and gives its code and text; null when the connection ends without one.</summary>
    public async Task<(int Code, string Text)?> ReadCloseAsync()
    {
        while (await ReadFrameAsync() is { } frame)
        {
            if (frame.Opcode == 8)
            {
                return (BinaryPrimitives.ReadUInt16BigEndian(frame.Payload), Encoding.UTF8.GetString(frame.Payload.AsSpan(2)));
            }
        }

        return null;
    }

    public void Dispose() => _tcp.Dispose();

    private async Task<bool> FillAsync(byte[] buffer)
    {
        for (var filled = 0; filled < buffer.Length;)
        {
            var count = await ReadAsync(buffer.AsMemory(filled));
            if (count == 0)
            {
                return false;
            }

            filled += count;
        }

        return true;
    }

    private async Task<int> ReadAsync(Memory<byte> buffer)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        try
        {
            return await Stream.ReadAsync(buffer, deadline.Token);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
