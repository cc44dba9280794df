using System.Net;
using System.Text;
using Ctas7.Gateway.Tests.Servers;
using Ctas7.ServiceDefaults.Hosting;

namespace Ctas7.Gateway.Tests.Limits;

public sealed class LimitTests
{
    private static readonly Uri Crates = new("/api/crates", UriKind.Relative);

    [Fact]
    public async Task Ten_megabytes_of_headers_are_a_431()
    {
        await using var gateway = await GatewayServer.StartAsync();
        var request = new StringBuilder("GET /api/status HTTP/1.1\r\nHost: a\r\nX-Big: ").Append('x', 10_000_000).Append("\r\n\r\n");

        (await RawHttp.SendAsync(gateway.HttpPort, request.ToString())).ShouldStartWith("HTTP/1.1 431 ");
        (await gateway.Client.GetAsync(new Uri("/api/status", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_thousand_headers_are_a_431()
    {
        await using var gateway = await GatewayServer.StartAsync();
        var request = new StringBuilder("GET /api/status HTTP/1.1\r\nHost: a\r\n");
        for (var header = 0; header < 1000; header++)
        {
            request.Append("X-").Append(header).Append(": y\r\n");
        }

        (await RawHttp.SendAsync(gateway.HttpPort, request.Append("\r\n").ToString())).ShouldStartWith("HTTP/1.1 431 ");
    }

    [Fact]
    public async Task A_long_request_line_is_a_414()
    {
        await using var gateway = await GatewayServer.StartAsync();

        (await RawHttp.SendAsync(gateway.HttpPort, $"GET /api/status?q={new string('x', 20_000)} HTTP/1.1\r\nHost: a\r\n\r\n")).ShouldStartWith("HTTP/1.1 414 ");
    }

    [Fact]
    public async Task A_body_whose_length_is_too_much_is_a_413_that_no_service_hears_of()
    {
        await using var crates = await Upstream.StartAsync("crate-discovery");
        await using var gateway = await GatewayServer.StartAsync(crates);
        using var request = new HttpRequestMessage(HttpMethod.Post, Crates) { Content = new ByteArrayContent(new byte[10_000_000]) };
        request.Headers.ExpectContinue = true;

        await (await gateway.Client.SendAsync(request)).ProblemAsync(HttpStatusCode.RequestEntityTooLarge, "content_too_large", retryable: false);
        crates.Seen.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_client_that_sends_ten_megabytes_without_asking_reads_the_413_too()
    {
        await using var gateway = await GatewayServer.StartAsync();
        for (var attempt = 0; attempt < 5; attempt++)
        {
            using var content = new ByteArrayContent(new byte[10_000_000]);
            await (await gateway.Client.PostAsync(Crates, content)).ProblemAsync(HttpStatusCode.RequestEntityTooLarge, "content_too_large");
        }
    }

    [Fact]
    public async Task A_body_without_length_that_grows_too_large_is_a_413()
    {
        await using var crates = await Upstream.StartAsync("crate-discovery");
        await using var gateway = await GatewayServer.StartAsync(crates);
        var chunk = $"10000\r\n{new string('x', 0x10000)}\r\n";
        var request = new StringBuilder("POST /api/crates HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (var count = 0; count < 40; count++)
        {
            request.Append(chunk);
        }

        var answer = await RawHttp.SendAsync(gateway.HttpPort, request.Append("0\r\n\r\n").ToString());
        answer.ShouldStartWith("HTTP/1.1 413 ");
        answer.ShouldContain("content_too_large");
    }

    [Fact]
    public async Task A_body_within_the_limit_passes()
    {
        await using var crates = await Upstream.StartAsync("crate-discovery");
        await using var gateway = await GatewayServer.StartAsync(crates);
        using var content = new StringContent(new string('x', 1 << 20));

        var answer = await (await gateway.Client.PostAsync(Crates, content)).JsonAsync();
        answer.GetProperty("body").GetString()!.Length.ShouldBe(1 << 20);
    }

    [Fact]
    public async Task Too_many_requests_of_one_address_are_429_with_the_time_to_wait()
    {
        await using var gateway = await GatewayServer.StartWithAsync(new() { ["Gateway:Limits:RequestsPerSecond"] = "1", ["Gateway:Limits:Burst"] = "5" });
        var status = new Uri("/api/status", UriKind.Relative);
        for (var request = 0; request < 5; request++)
        {
            (await gateway.Client.GetAsync(status)).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        HttpResponseMessage response;
        do
        {
            response = await gateway.Client.GetAsync(status);
        }
        while (response.StatusCode == HttpStatusCode.OK);

        await response.ProblemAsync(HttpStatusCode.TooManyRequests, "rate_limited", retryable: true);
        response.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(1, 2);
        (await gateway.Client.GetAsync(new Uri("/health", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.OK, "probes are not limited");
    }

    [Theory]
    [InlineData("Gateway:Limits:Burst", "0")]
    [InlineData("Gateway:Resilience:RetryBudget", "2")]
    [InlineData("Gateway:Resilience:Timeout", "00:00:00")]
    [InlineData("Gateway:Routing:WebSocketPort", "70000")]
    [InlineData("Http:MaxBodyBytes", "0")]
    public async Task A_setting_out_of_range_stops_the_gateway_from_starting(string key, string value)
    {
        var failure = await Should.ThrowAsync<InvalidConfigurationException>(() => GatewayServer.StartWithAsync(new() { [key] = value }));

        failure.Message.ShouldContain(key.Split(':')[^1]);
    }
}
