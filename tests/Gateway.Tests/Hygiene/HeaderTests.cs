using Ctas7.Gateway.Tests.Servers;
using Microsoft.AspNetCore.Http;

namespace Ctas7.Gateway.Tests.Hygiene;

public sealed class HeaderTests
{
    private static readonly Uri Crates = new("/api/crates", UriKind.Relative);

    [Fact]
    public async Task What_outsiders_say_about_who_they_are_is_not_passed_on()
    {
        await using var crates = await Upstream.StartAsync("crate-discovery");
        await using var gateway = await GatewayServer.StartAsync(crates);
        await RawHttp.SendAsync(
            gateway.HttpPort,
            "GET /api/crates HTTP/1.1\r\nHost: door.example\r\nConnection: X-Private\r\nX-Private: 1\r\nX-Forwarded-For: 6.6.6.6\r\nX-Forwarded-Proto: https\r\n"
                + "X-Forwarded-Host: evil\r\nX-Forwarded-Port: 1\r\nX-Real-IP: 6.6.6.6\r\nForwarded: for=6.6.6.6\r\nX-Original-URL: /admin\r\nKeep-Alive: 1\r\nTE: trailers\r\nX-Kept: yes\r\n\r\n"
                + "GET /api/unknown HTTP/1.1\r\nHost: door.example\r\nConnection: close\r\n\r\n");

        var seen = crates.Seen.ShouldHaveSingleItem().Headers;
        seen["X-Forwarded-For"].ShouldBe("127.0.0.1");
        seen["X-Forwarded-Proto"].ShouldBe("http");
        seen["X-Forwarded-Host"].ShouldBe("door.example");
        seen["X-Kept"].ShouldBe("yes");
        foreach (var name in new[] { "X-Private", "X-Forwarded-Port", "X-Real-IP", "Forwarded", "X-Original-URL", "Keep-Alive", "TE" })
        {
            seen.Keys.ShouldNotContain(name);
        }
    }

    [Fact]
    public async Task A_trusted_proxy_is_believed_up_to_the_first_stranger()
    {
        await using var crates = await Upstream.StartAsync("crate-discovery");
        await using var gateway = await GatewayServer.StartWithAsync(
            new() { ["Gateway:Hygiene:TrustedProxies:0"] = "127.0.0.0/8", ["Gateway:Hygiene:TrustedProxies:1"] = "10.0.0.0/8" }, crates);
        using var request = new HttpRequestMessage(HttpMethod.Get, Crates)
        {
            Headers = { { "X-Forwarded-For", "6.6.6.6, 203.0.113.7, 10.0.0.1" }, { "X-Forwarded-Proto", "https" } },
        };
        await gateway.Client.SendAsync(request);

        var seen = crates.Seen.ShouldHaveSingleItem().Headers;
        seen["X-Forwarded-For"].ShouldBe("203.0.113.7");
        seen["X-Forwarded-Proto"].ShouldBe("https");
    }

    [Fact]
    public async Task A_network_that_is_none_stops_the_gateway_from_starting()
    {
        var failure = await Should.ThrowAsync<Ctas7.ServiceDefaults.Hosting.InvalidConfigurationException>(
            () => GatewayServer.StartWithAsync(new() { ["Gateway:Hygiene:TrustedProxies:0"] = "everyone" }));

        failure.Message.ShouldContain("everyone");
    }

    [Fact]
    public async Task Answers_carry_an_id_and_security_headers_and_not_what_the_service_runs_on()
    {
        await using var crates = await Upstream.StartAsync("crate-discovery", context =>
        {
            context.Response.Headers.Server = "Kestrel";
            context.Response.Headers.XPoweredBy = "ASP.NET";
            context.Response.Headers["X-Request-Id"] = "of-the-service";
            context.Response.Headers.XContentTypeOptions = "nosniff";
            context.Response.Headers["X-Custom"] = "kept";
            return context.Response.WriteAsync("x");
        });
        await using var gateway = await GatewayServer.StartAsync(crates);
        using var request = new HttpRequestMessage(HttpMethod.Get, Crates) { Headers = { { "X-Request-Id", "mine-1" } } };
        using var response = await gateway.Client.SendAsync(request);

        response.Headers.GetValues("X-Request-Id").ShouldBe(["mine-1"]);
        crates.Seen.Single().Headers["X-Request-Id"].ShouldBe("mine-1");
        response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        response.Headers.GetValues("X-Frame-Options").ShouldBe(["DENY"]);
        response.Headers.GetValues("Content-Security-Policy").ShouldBe(["default-src 'none'; frame-ancestors 'none'"]);
        response.Headers.GetValues("X-Custom").ShouldBe(["kept"]);
        response.Headers.Server.ShouldBeEmpty();
        response.Headers.Contains("X-Powered-By").ShouldBeFalse();
    }

    [Fact]
    public async Task An_id_is_made_where_none_or_a_bad_one_came()
    {
        await using var crates = await Upstream.StartAsync("crate-discovery");
        await using var gateway = await GatewayServer.StartAsync(crates);
        using var request = new HttpRequestMessage(HttpMethod.Get, Crates) { Headers = { { "X-Request-Id", "<script>" } } };
        using var response = await gateway.Client.SendAsync(request);

        var id = response.Headers.GetValues("X-Request-Id").ShouldHaveSingleItem();
        Guid.TryParse(id, out _).ShouldBeTrue();
        crates.Seen.Single().Headers["X-Request-Id"].ShouldBe(id);
    }

    [Fact]
    public async Task The_trace_goes_on_through_the_gateway()
    {
        const string TraceId = "0af7651916cd43dd8448eb211c80319c";
        await using var crates = await Upstream.StartAsync("crate-discovery");
        await using var gateway = await GatewayServer.StartAsync(crates);
        using var request = new HttpRequestMessage(HttpMethod.Get, Crates) { Headers = { { "traceparent", $"00-{TraceId}-b7ad6b7169203331-01" }, { "tracestate", "a=1" } } };
        await gateway.Client.SendAsync(request);

        var seen = crates.Seen.ShouldHaveSingleItem().Headers;
        seen["traceparent"].ShouldStartWith($"00-{TraceId}-");
        seen["traceparent"].ShouldNotContain("b7ad6b7169203331", Case.Sensitive, "the gateway's own span stands between");
        seen["tracestate"].ShouldBe("a=1");
    }
}
