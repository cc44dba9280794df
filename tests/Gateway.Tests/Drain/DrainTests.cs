using System.Net.WebSockets;
using Ctas7.Gateway.Tests.Servers;
using Ctas7.Testing;
using Microsoft.AspNetCore.Http;

namespace Ctas7.Gateway.Tests.Drain;

public sealed class DrainTests
{
    private static readonly Dictionary<string, string?> Quick = new() { ["Gateway:Drain:Spread"] = "00:00:00.2" };

    [Fact]
    public async Task Sockets_are_closed_with_1012_and_both_sides_end_in_the_regular_way()
    {
        var closedAtService = new TaskCompletionSource<WebSocketCloseStatus?>();
        await using var realtime = await Upstream.StartAsync("realtime", async context =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            var received = await socket.ReceiveAsync(new byte[100], context.RequestAborted);
            closedAtService.SetResult(received.MessageType == WebSocketMessageType.Close ? socket.CloseStatus : null);
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
        });
        await using var gateway = await GatewayServer.StartWithAsync(Quick, realtime);
        using var client = await SocketAsync(gateway, "/ws");

        var stopping = gateway.StopAsync();
        var received = await client.ReceiveAsync(new byte[100], CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(10));
        received.MessageType.ShouldBe(WebSocketMessageType.Close);
        received.CloseStatus.ShouldBe((WebSocketCloseStatus)1012);
        await client.CloseOutputAsync((WebSocketCloseStatus)1012, null, CancellationToken.None);
        (await closedAtService.Task.WaitAsync(TimeSpan.FromSeconds(10))).ShouldBe((WebSocketCloseStatus)1012);
        await stopping.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_message_under_way_is_finished_before_the_close()
    {
        var rest = new TaskCompletionSource();
        await using var realtime = await Upstream.StartAsync("realtime", async context =>
        {
            // One frame of 5 bytes, written in two parts, on the bare connection.
            var stream = await context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpUpgradeFeature>()!.UpgradeAsync();
            await stream.WriteAsync(new byte[] { 0x81, 5, (byte)'h', (byte)'e' });
            await rest.Task;
            await stream.WriteAsync("llo"u8.ToArray());
            while (await stream.ReadAsync(new byte[100]) > 0)
            {
            }
        });
        await using var gateway = await GatewayServer.StartWithAsync(Quick, realtime);
        var answer = RawHttp.SendAsync(gateway.HttpPort, "GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        await Eventually.True(() => realtime.Seen.Count == 1, "the socket is open at the service");
        var stopping = gateway.StopAsync();
        await Eventually.True(() => gateway.Log.Any(entry => entry.Message.StartsWith("Ending 1 open stream", StringComparison.Ordinal)), "the drain has begun");
        rest.SetResult();

        var text = await answer;
        text.ShouldContain("\u0081\u0005hello\u0088");
        text.ShouldContain("\u0003\u00f4", Case.Sensitive, "1012 in network order");
        await stopping.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_client_that_ignores_the_close_does_not_hold_the_gateway_up()
    {
        await using var realtime = await Upstream.StartAsync("realtime");
        await using var gateway = await GatewayServer.StartWithAsync(Quick, realtime);
        using var ignoring = await SocketAsync(gateway, "/ws");

        await gateway.StopAsync().WaitAsync(TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task Event_streams_end_as_complete()
    {
        await using var realtime = await Upstream.StartAsync("realtime", async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: 1\n\n");
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        await using var gateway = await GatewayServer.StartWithAsync(Quick, realtime);
        using var response = await gateway.Client.GetAsync(new Uri("/api/events/stream", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        var text = response.Content.ReadAsStringAsync();

        await gateway.StopAsync().WaitAsync(TimeSpan.FromSeconds(15));
        (await text).ShouldBe("data: 1\n\n");
    }

    [Fact]
    public async Task Requests_under_way_are_answered_and_new_connections_refused()
    {
        var hold = new TaskCompletionSource();
        await using var crates = await Upstream.StartAsync("crate-discovery", async context =>
        {
            await hold.Task;
            await context.Response.WriteAsync("finished");
        });
        await using var gateway = await GatewayServer.StartWithAsync(Quick, crates);
        var underWay = gateway.Client.GetStringAsync(new Uri("/api/crates", UriKind.Relative));
        await Eventually.True(() => crates.Seen.Count == 1, "the request is under way");

        var stopping = gateway.StopAsync();
        using var another = new HttpClient { BaseAddress = gateway.Client.BaseAddress };
        await Eventually.True(
            async () => await Record.ExceptionAsync(() => another.GetAsync(new Uri("/health", UriKind.Relative))) is HttpRequestException,
            "new connections are refused");
        hold.SetResult();

        (await underWay).ShouldBe("finished");
        await stopping.WaitAsync(TimeSpan.FromSeconds(15));
    }

    private static async Task<ClientWebSocket> SocketAsync(GatewayServer gateway, string path)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{gateway.HttpPort}{path}"), CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(10));
        return socket;
    }
}
