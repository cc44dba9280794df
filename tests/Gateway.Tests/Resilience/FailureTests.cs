using System.Net;
using System.Net.Sockets;
using Ctas7.Gateway.Tests.Servers;
using Ctas7.Testing;
using Microsoft.AspNetCore.Http;

namespace Ctas7.Gateway.Tests.Resilience;

public sealed class FailureTests
{
    private static readonly Uri Crates = new("/api/crates", UriKind.Relative);

    [Fact]
    public async Task A_service_without_address_is_a_503_problem()
    {
        await using var gateway = await GatewayServer.StartAsync();

        using var response = await gateway.Client.GetAsync(Crates);
        await response.ProblemAsync(HttpStatusCode.ServiceUnavailable, "upstream_unavailable", retryable: true);
        response.Headers.RetryAfter.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_dead_service_is_a_502_and_then_without_asking_it_a_503()
    {
        await using var gateway = await GatewayServer.StartWithAsync(
            new() { ["Gateway:Resilience:CircuitOpen"] = "00:01:00", ["Gateway:Resilience:UnhealthyProbeInterval"] = "00:01:00" }, Upstream.Dead("crate-discovery"));

        await (await gateway.Client.GetAsync(Crates)).ProblemAsync(HttpStatusCode.BadGateway, "upstream_unreachable", retryable: true);
        await Eventually.True(async () => (await gateway.Client.GetAsync(Crates)).StatusCode == HttpStatusCode.ServiceUnavailable, "the circuit opens");
        await (await gateway.Client.GetAsync(Crates)).ProblemAsync(HttpStatusCode.ServiceUnavailable, "upstream_unavailable", retryable: true);
    }

    [Fact]
    public async Task A_slow_service_is_a_504_and_the_gateway_does_not_hang()
    {
        await using var slow = await Upstream.StartAsync("crate-discovery", context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        await using var gateway = await GatewayServer.StartWithAsync(new() { ["Gateway:Resilience:Timeout"] = "00:00:00.3" }, slow);

        await (await gateway.Client.GetAsync(Crates)).ProblemAsync(HttpStatusCode.GatewayTimeout, "upstream_timeout", retryable: true);
        slow.Seen.Count.ShouldBe(1, "a request that may still be under way is not sent again");
    }

    [Fact]
    public async Task A_slow_POST_is_a_504_that_does_not_invite_to_repeat_it()
    {
        await using var slow = await Upstream.StartAsync("crate-discovery", context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        await using var gateway = await GatewayServer.StartWithAsync(new() { ["Gateway:Resilience:RouteTimeouts:crates"] = "00:00:00.3" }, slow);

        await (await gateway.Client.PostAsync(Crates, null)).ProblemAsync(HttpStatusCode.GatewayTimeout, "upstream_timeout", retryable: false);
        using var keyed = new HttpRequestMessage(HttpMethod.Post, Crates) { Headers = { { "Idempotency-Key", "a" } } };
        await (await gateway.Client.SendAsync(keyed)).ProblemAsync(HttpStatusCode.GatewayTimeout, "upstream_timeout", retryable: true);
    }

    [Fact]
    public async Task A_body_that_stops_in_the_middle_breaks_the_connection_at_the_deadline()
    {
        await using var slow = await Upstream.StartAsync("crate-discovery", async context =>
        {
            await context.Response.WriteAsync("half");
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        await using var gateway = await GatewayServer.StartWithAsync(new() { ["Gateway:Resilience:Timeout"] = "00:00:00.3" }, slow);

        await Should.ThrowAsync<HttpRequestException>(() => gateway.Client.GetStringAsync(Crates));
    }

    [Fact]
    public async Task A_service_that_breaks_the_connection_is_a_502()
    {
        await using var breaking = await Upstream.StartAsync("crate-discovery", context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        await using var gateway = await GatewayServer.StartAsync(breaking);

        await (await gateway.Client.PostAsync(Crates, null)).ProblemAsync(HttpStatusCode.BadGateway, "upstream_failed", retryable: false);
        breaking.Seen.Count.ShouldBe(1, "a POST is never repeated");
    }

    [Fact]
    public async Task A_service_that_answers_nonsense_is_a_502()
    {
        using var listener = new TcpListener(IPAddress.Loopback, FreePorts.One());
        listener.Start();
        var serving = ServeNonsenseAsync(listener);
        await using var gateway = await GatewayServer.StartWithAsync(new() { ["services:crate-discovery:http:0"] = $"http://{listener.LocalEndpoint}" });

        (await gateway.Client.GetAsync(Crates)).StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        listener.Stop();
        await serving;
    }

    [Fact]
    public async Task An_idempotent_request_goes_to_the_next_replica_and_the_client_notices_nothing()
    {
        await using var good = await Upstream.StartAsync("crate-discovery");
        await using var gateway = await GatewayServer.StartAsync(good, Upstream.Dead("crate-discovery"));

        for (var request = 0; request < 20; request++)
        {
            (await gateway.Client.GetAsync(Crates)).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        good.Seen.Count.ShouldBe(20);
    }

    [Fact]
    public async Task A_503_of_one_replica_is_put_aside_for_another_ones_answer()
    {
        await using var busy = await Upstream.StartAsync("crate-discovery", context =>
        {
            context.Response.StatusCode = 503;
            context.Response.Headers["X-Of-Busy"] = "1";
            return context.Response.WriteAsync("busy");
        });
        await using var good = await Upstream.StartAsync("crate-discovery");
        await using var gateway = await GatewayServer.StartAsync(busy, good);

        for (var request = 0; request < 15; request++)
        {
            using var response = await gateway.Client.GetAsync(Crates);
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
            response.Headers.Contains("X-Of-Busy").ShouldBeFalse();
        }

        busy.Seen.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Retries_stay_within_a_tenth_of_the_traffic()
    {
        const int Requests = 200;
        await using var breaking = await Upstream.StartAsync("crate-discovery", context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        await using var gateway = await GatewayServer.StartWithAsync(
            new()
            {
                ["Gateway:Resilience:RetryReserve"] = "5",
                ["Gateway:Resilience:RetryDelay"] = "00:00:00",
                ["Gateway:Resilience:CircuitFailures"] = "1000",
                ["Gateway:Resilience:CircuitFailureRate"] = "1",
                ["Gateway:Resilience:CircuitWindow"] = "00:00:01",
                ["Gateway:Resilience:CircuitOpen"] = "00:00:00.1",
            },
            breaking);

        var open = 0;
        for (var request = 0; request < Requests; request++)
        {
            open += (await gateway.Client.GetAsync(Crates)).StatusCode == HttpStatusCode.ServiceUnavailable ? 1 : 0;
        }

        var sent = Requests - open;
        breaking.Seen.Count.ShouldBeGreaterThan(sent);
        breaking.Seen.Count.ShouldBeLessThanOrEqualTo((int)(sent + (Requests * 0.1) + 5));
    }

    [Fact]
    public async Task A_flapping_service_heals_each_time()
    {
        await using var flapping = await Upstream.StartAsync("crate-discovery");
        await using var gateway = await GatewayServer.StartAsync(flapping);
        for (var round = 0; round < 3; round++)
        {
            await Eventually.True(async () => (await gateway.Client.GetAsync(Crates)).IsSuccessStatusCode, "the service answers");
            await flapping.StopAsync();
            await Eventually.True(async () => (await gateway.Client.GetAsync(Crates)).StatusCode == HttpStatusCode.ServiceUnavailable, "the circuit opens");
            await flapping.StartAsync();
        }

        await Eventually.True(async () => (await gateway.Client.GetAsync(Crates)).IsSuccessStatusCode, "the service answers again");
    }

    [Fact]
    public async Task An_unready_replica_is_spared_while_a_ready_one_exists()
    {
        await using var ready = await Upstream.StartAsync("crate-discovery");
        await using var unready = await Upstream.StartAsync("crate-discovery");
        unready.HealthStatus = 503;
        await using var gateway = await GatewayServer.StartAsync(ready, unready);
        await Eventually.True(
            async () => (await (await gateway.Client.GetAsync(new Uri("/api/status", UriKind.Relative))).JsonAsync()).ToString().Contains("/health answered 503", StringComparison.Ordinal),
            "the probe has seen it");
        var before = unready.Seen.Count;
        for (var request = 0; request < 20; request++)
        {
            (await gateway.Client.GetAsync(Crates)).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        unready.Seen.Count.ShouldBe(before);
    }

    [Fact]
    public async Task A_service_whose_every_replica_is_unready_is_still_asked()
    {
        await using var unready = await Upstream.StartAsync("crate-discovery");
        unready.HealthStatus = 503;
        await using var gateway = await GatewayServer.StartAsync(unready);
        await Eventually.True(() => gateway.Log.Any(entry => entry.Message.Contains("not healthy", StringComparison.Ordinal)), "the probe has seen it");

        (await gateway.Client.GetAsync(Crates)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_clients_leaving_ends_the_request_at_the_service()
    {
        var left = new TaskCompletionSource();
        await using var slow = await Upstream.StartAsync("crate-discovery", async context =>
        {
            await using var registration = context.RequestAborted.Register(left.SetResult);
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        await using var gateway = await GatewayServer.StartAsync(slow);
        using var leaving = new CancellationTokenSource();
        var request = gateway.Client.GetAsync(Crates, leaving.Token);
        await Eventually.True(() => slow.Seen.Count == 1, "the request reached the service");

        await leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => request);
        await left.Task.WaitAsync(TimeSpan.FromSeconds(10));
    }

    private static async Task ServeNonsenseAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync();
                var stream = client.GetStream();
                await stream.ReadAtLeastAsync(new byte[4096], 1, throwOnEndOfStream: false);
                await stream.WriteAsync("SSH-2.0-nonsense\r\n\r\n"u8.ToArray());
            }
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException or IOException)
        {
            // The test has ended.
        }
    }
}
