using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Ctas7.ServiceDefaults.Tests.Hosting;

public sealed class LimitTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private static Task<RunningService> StartAsync(params (string, string)[] settings) => RunningService.StartAsync(
        app =>
        {
            app.MapGet("/", () => "fine");
            app.MapPost("/echo", async (Stream body, CancellationToken stop) => await new StreamReader(body).ReadToEndAsync(stop));
            app.MapGet("/endless", async (CancellationToken stop) => await Task.Delay(Timeout.Infinite, stop));
        },
        settings: settings);

    /// <summary>Sends raw bytes and returns all that comes until the server closes, or until the answer is there.</summary>
    private static async Task<string> SendAsync(RunningService service, string raw)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(service.Address.Host, service.Address.Port);
        var stream = client.GetStream();
        var answer = new StringBuilder();
        var reading = Task.Run(async () =>
        {
            var buffer = new byte[4096];
            for (var count = await stream.ReadAsync(buffer); count > 0; count = await stream.ReadAsync(buffer))
            {
                answer.Append(Encoding.Latin1.GetString(buffer, 0, count));
            }
        });
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(raw));
        }
        catch (IOException)
        {
            // It need not read all of what it refuses.
        }

        await reading.WaitAsync(Soon).ContinueWith(_ => { }, TaskScheduler.Default);
        return answer.ToString();
    }

    [Theory]
    [InlineData(9_000, "414")]
    [InlineData(10_000_000, "414")]
    public async Task A_long_request_line_is_414(int length, string status)
    {
        await using var service = await StartAsync();
        (await SendAsync(service, $"GET /?q={new string('a', length)} HTTP/1.1\r\nHost: x\r\n\r\n")).ShouldStartWith($"HTTP/1.1 {status}");
        (await service.Client.GetStringAsync("/")).ShouldBe("fine");
    }

    [Theory]
    [InlineData(40_000)]
    [InlineData(10_000_000)]
    public async Task Large_headers_are_431(int length)
    {
        await using var service = await StartAsync();
        (await SendAsync(service, $"GET / HTTP/1.1\r\nHost: x\r\nX-Big: {new string('a', length)}\r\n\r\n")).ShouldStartWith("HTTP/1.1 431");
        (await service.Client.GetStringAsync("/")).ShouldBe("fine");
    }

    [Theory]
    [InlineData("GARBAGE\r\n\r\n")]
    [InlineData("GET / HTTP/9.9\r\nHost: x\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nBad Header: y\r\n\r\n")]
    [InlineData("GET /\u00ff\u00fe HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("GET /%ff%fe/../../etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")]
    [InlineData("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: nine\r\n\r\n")]
    [InlineData("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n")]
    public async Task Malformed_HTTP_is_refused_and_harms_nobody_else(string raw)
    {
        await using var service = await StartAsync();
        var status = (await SendAsync(service, raw)).Split(' ').ElementAtOrDefault(1);
        status.ShouldBeOneOf("400", "404", "505");
        (await service.Client.GetStringAsync("/")).ShouldBe("fine");
    }

    [Fact]
    public async Task Headers_that_do_not_arrive_are_408()
    {
        await using var service = await StartAsync(("Http:HeaderTimeoutSeconds", "1"));
        (await SendAsync(service, "GET / HTTP/1.1\r\nHost: x\r\n")).ShouldStartWith("HTTP/1.1 408");
    }

    [Fact]
    public async Task A_body_that_does_not_arrive_is_408()
    {
        await using var service = await StartAsync(("Http:MinBytesPerSecond", "100000"));
        var answer = await SendAsync(service, "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf");
        answer.ShouldStartWith("HTTP/1.1 408");
        answer.ShouldContain("application/problem+json");
        answer.ShouldContain("\"code\":\"request_timeout\"");
    }

    [Fact]
    public async Task A_request_that_takes_too_long_is_504()
    {
        await using var service = await StartAsync(("Http:RequestTimeoutSeconds", "1"));
        var body = await (await service.Client.GetAsync("/endless")).ShouldBeProblemAsync(HttpStatusCode.GatewayTimeout, "timeout");
        body.GetProperty("retryable").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task A_body_limit_is_configurable_and_counts_chunked_bodies_too()
    {
        await using var service = await StartAsync(("Http:MaxBodyBytes", "10"));
        using var chunked = new HttpRequestMessage(HttpMethod.Post, "/echo") { Content = new StringContent("more than ten bytes") };
        chunked.Headers.TransferEncodingChunked = true;
        await (await service.Client.SendAsync(chunked)).ShouldBeProblemAsync(HttpStatusCode.RequestEntityTooLarge, "content_too_large");
        (await (await service.Client.PostAsync("/echo", new StringContent("ten bytes."))).Content.ReadAsStringAsync()).ShouldBe("ten bytes.");
    }

    [Fact]
    public async Task Several_addresses_speak_HTTP_1_and_the_gRPC_port_speaks_cleartext_HTTP_2()
    {
        var ports = Testing.FreePorts.Take(3);
        await using var app = RunningService.Build(
            app => app.MapGet("/", (HttpContext context) => context.Request.Protocol),
            null,
            ("GRPC_PORT", $"{ports[2]}"), ("urls", $"http://127.0.0.1:{ports[0]};http://127.0.0.1:{ports[1]}"));
        await app.StartAsync();
        using var client = new HttpClient();
        foreach (var (port, version, policy) in new[] { (ports[0], "HTTP/1.1", "1.1"), (ports[1], "HTTP/1.1", "1.1"), (ports[2], "HTTP/2", "2.0") })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{port}/")
            {
                Version = new Version(policy),
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            };
            (await (await client.SendAsync(request)).Content.ReadAsStringAsync()).ShouldBe(version);
        }

        await app.StopAsync();
    }
}
