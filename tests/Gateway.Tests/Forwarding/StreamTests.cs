using System.Net.WebSockets;
using System.Text;
using Ctas7.Gateway.Tests.Servers;
using Microsoft.AspNetCore.Http;

namespace Ctas7.Gateway.Tests.Forwarding;

public sealed class StreamTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData(false, "/ws")]
    [InlineData(false, "/ws/system")]
    [InlineData(true, "/")]
    [InlineData(true, "/ws/health")]
    public async Task Sockets_echo_on_both_ports_whatever_the_size(bool onWebSocketPort, string path)
    {
        await using var realtime = await Upstream.StartAsync("realtime");
        await using var gateway = await GatewayServer.StartAsync(realtime);
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{(onWebSocketPort ? gateway.WebSocketPort : gateway.HttpPort)}{path}?x=1"), CancellationToken.None).WaitAsync(Soon);
        realtime.Seen.ShouldHaveSingleItem().Query.ShouldBe("?x=1");
        foreach (var length in new[] { 0, 1, 125, 126, 70_000, 300_000 })
        {
            var text = new string('é', length);
            await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            (await ReceiveAsync(socket)).ShouldBe(text);
        }

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "done", CancellationToken.None).WaitAsync(Soon);
        socket.CloseStatus.ShouldBe(WebSocketCloseStatus.NormalClosure);
        socket.CloseStatusDescription.ShouldBe("done");
    }

    [Fact]
    public async Task Sockets_and_event_streams_outlive_the_time_limit_of_requests()
    {
        var more = new TaskCompletionSource();
        await using var realtime = await Upstream.StartAsync("realtime", async context =>
        {
            if (context.WebSockets.IsWebSocketRequest)
            {
                using var socket = await context.WebSockets.AcceptWebSocketAsync();
                await more.Task;
                await socket.SendAsync("late"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, context.RequestAborted);
                await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
                return;
            }

            context.Response.ContentType = "text/event-stream";
            await context.Response.Body.FlushAsync();
            await more.Task;
            await context.Response.WriteAsync("data: late\n\n");
        });
        await using var slow = await Upstream.StartAsync("crate-discovery", context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        await using var gateway = await GatewayServer.StartWithAsync(new() { ["Gateway:Resilience:Timeout"] = "00:00:00.3" }, realtime, slow);
        using var client = new ClientWebSocket();
        await client.ConnectAsync(new Uri($"ws://127.0.0.1:{gateway.HttpPort}/ws"), CancellationToken.None).WaitAsync(Soon);
        using var events = await gateway.Client.GetAsync(new Uri("/api/events/stream", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead).WaitAsync(Soon);

        // A request that began later has run into the limit by now, so both streams are past it.
        await (await gateway.Client.GetAsync(new Uri("/api/crates", UriKind.Relative))).ProblemAsync(System.Net.HttpStatusCode.GatewayTimeout, "upstream_timeout");
        more.SetResult();

        (await ReceiveAsync(client)).ShouldBe("late");
        (await events.Content.ReadAsStringAsync().WaitAsync(Soon)).ShouldBe("data: late\n\n");
    }

    [Fact]
    public async Task Each_event_arrives_at_once_and_headers_before_the_first()
    {
        var steps = Enumerable.Range(0, 3).Select(_ => new TaskCompletionSource()).ToArray();
        await using var realtime = await Upstream.StartAsync("realtime", async context =>
        {
            context.Response.ContentType = "text/event-stream; charset=utf-8";
            await context.Response.Body.FlushAsync();
            for (var step = 0; step < steps.Length; step++)
            {
                await steps[step].Task;
                await context.Response.WriteAsync($"data: {step}\n\n");
                await context.Response.Body.FlushAsync();
            }
        });
        await using var gateway = await GatewayServer.StartAsync(realtime);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/events/stream") { Headers = { { "Accept-Encoding", "br, gzip" }, { "Last-Event-ID", "7" } } };
        using var response = await gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).WaitAsync(Soon);
        response.Content.Headers.ContentEncoding.ShouldBeEmpty();
        realtime.Seen.Single().Headers["Last-Event-ID"].ShouldBe("7");

        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        for (var step = 0; step < steps.Length; step++)
        {
            steps[step].SetResult();
            (await reader.ReadLineAsync().WaitAsync(Soon)).ShouldBe($"data: {step}");
            (await reader.ReadLineAsync().WaitAsync(Soon)).ShouldBe("");
        }
    }

    [Fact]
    public async Task A_long_body_is_passed_on_while_it_is_still_written()
    {
        var rest = new TaskCompletionSource();
        await using var crates = await Upstream.StartAsync("crate-discovery", async context =>
        {
            context.Response.ContentType = "application/x-ndjson";
            await context.Response.WriteAsync("{\"first\":1}\n");
            await context.Response.Body.FlushAsync();
            await rest.Task;
            await context.Response.WriteAsync("{\"last\":1}\n");
        });
        await using var gateway = await GatewayServer.StartAsync(crates);
        using var response = await gateway.Client.GetAsync(new Uri("/api/crates", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead).WaitAsync(Soon);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());

        (await reader.ReadLineAsync().WaitAsync(Soon)).ShouldBe("{\"first\":1}");
        rest.SetResult();
        (await reader.ReadLineAsync().WaitAsync(Soon)).ShouldBe("{\"last\":1}");
    }

    [Fact]
    public async Task A_socket_that_the_service_refuses_is_answered_with_the_services_words()
    {
        await using var realtime = await Upstream.StartAsync("realtime", context =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "7";
            return context.Response.WriteAsync("full");
        });
        await using var gateway = await GatewayServer.StartAsync(realtime);
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;

        await Should.ThrowAsync<WebSocketException>(() => socket.ConnectAsync(new Uri($"ws://127.0.0.1:{gateway.HttpPort}/ws"), CancellationToken.None));
        ((int)socket.HttpStatusCode).ShouldBe(429);
        socket.HttpResponseHeaders!["Retry-After"].ShouldBe(["7"]);
    }

    [Fact]
    public async Task A_socket_whose_service_dies_is_ended_for_the_client()
    {
        await using var realtime = await Upstream.StartAsync("realtime");
        await using var gateway = await GatewayServer.StartAsync(realtime);
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{gateway.HttpPort}/ws"), CancellationToken.None).WaitAsync(Soon);

        await realtime.StopAsync();
        await Should.ThrowAsync<WebSocketException>(() => ReceiveAsync(socket));
    }

    [Fact]
    public async Task More_sockets_than_the_gateway_may_hold_are_a_503()
    {
        await using var realtime = await Upstream.StartAsync("realtime");
        await using var gateway = await GatewayServer.StartWithAsync(new() { ["Http:MaxUpgradedConnections"] = "1" }, realtime);
        using var first = new ClientWebSocket();
        await first.ConnectAsync(new Uri($"ws://127.0.0.1:{gateway.HttpPort}/ws"), CancellationToken.None).WaitAsync(Soon);
        using var second = new ClientWebSocket();
        second.Options.CollectHttpResponseDetails = true;

        await Should.ThrowAsync<WebSocketException>(() => second.ConnectAsync(new Uri($"ws://127.0.0.1:{gateway.HttpPort}/ws"), CancellationToken.None));
        ((int)second.HttpStatusCode).ShouldBe(503);
    }

    private static async Task<string> ReceiveAsync(ClientWebSocket socket)
    {
        var message = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None).AsTask().WaitAsync(Soon);
            message.Write(buffer, 0, received.Count);
            if (received.EndOfMessage)
            {
                return Encoding.UTF8.GetString(message.ToArray());
            }
        }
    }
}
