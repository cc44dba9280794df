using Ctas7.Gateway.AccessLog;
using Ctas7.Gateway.Tests.Servers;
using Ctas7.Testing;

namespace Ctas7.Gateway.Tests.AccessLog;

public sealed class AccessLogTests
{
    [Fact]
    public async Task Every_request_is_one_line_with_its_values()
    {
        await using var crates = await Upstream.StartAsync("crate-discovery");
        await using var gateway = await GatewayServer.StartAsync(crates);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/crates/a%20b?q=x&access_token=hunter2") { Headers = { { "X-Request-Id", "id-1" }, { "Authorization", "Bearer hunter3" } } };
        await gateway.Client.SendAsync(request);

        var line = (await LinesAsync(gateway, 1)).ShouldHaveSingleItem();
        line.Values["Method"].ShouldBe("GET");
        line.Values["Path"].ShouldBe("/api/crates/a%20b");
        line.Values["Query"].ShouldBe("?q=x&access_token=***");
        line.Values["Status"].ShouldBe(200);
        line.Values["Route"].ShouldBe("crates");
        line.Values["Replica"].ShouldBe($"127.0.0.1:{crates.Port}");
        line.Values["Attempts"].ShouldBe(1);
        line.Values["RequestId"].ShouldBe("id-1");
        line.Values["Client"]!.ToString().ShouldBe("127.0.0.1");
        ((double)line.Values["DurationMs"]!).ShouldBeGreaterThan(0);
        gateway.Log.ShouldAllBe(entry => !entry.Message.Contains("hunter", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Refused_and_failed_requests_are_logged_too_and_probes_are_not()
    {
        await using var gateway = await GatewayServer.StartAsync(Upstream.Dead("crate-discovery"));
        await gateway.Client.GetAsync(new Uri("/health", UriKind.Relative));
        await gateway.Client.GetAsync(new Uri("/api/crates", UriKind.Relative));
        await gateway.Client.GetAsync(new Uri("/nowhere", UriKind.Relative));
        await RawHttp.SendAsync(gateway.HttpPort, "GET /api/crates/%0d%0afake HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

        var lines = await LinesAsync(gateway, 3);
        lines.Select(line => line.Values["Status"]).ShouldBe([502, 404, 400]);
        lines[2].Values["Path"].ShouldBe("/api/crates/%0d%0afake");
        lines[0].Values["Attempts"].ShouldBe(3);
    }

    [Theory]
    [InlineData(null, "")]
    [InlineData("?", "")]
    [InlineData("?limit=5&cursor=abc", "?limit=5&cursor=abc")]
    [InlineData("?token=a&x=b", "?token=***&x=b")]
    [InlineData("?x=b&API_KEY=a=b", "?x=b&API_KEY=***")]
    [InlineData("?%74oken=a", "?%74oken=***")]
    [InlineData("?password", "?password")]
    [InlineData("?client_secret=&sig=1", "?client_secret=***&sig=***")]
    public void Values_of_secrets_are_struck_out(string? query, string expected) => QueryRedaction.Redact(query).ShouldBe(expected);

    private static Task<LogEntry[]> LinesAsync(GatewayServer gateway, int count) => Eventually.Get(
        () => Task.FromResult(gateway.Log.Where(entry => entry.Category == "Ctas7.Gateway.AccessLog.AccessLogging").ToArray()),
        lines => lines.Length == count,
        $"{count} lines in the access log");
}
