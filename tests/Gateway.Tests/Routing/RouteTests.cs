using System.Net;
using System.Text;
using Ctas7.Gateway.Tests.Servers;
using Ctas7.Testing;

namespace Ctas7.Gateway.Tests.Routing;

public sealed class RouteTests : IAsyncLifetime
{
    private Upstream _crates = null!;
    private Upstream _realtime = null!;
    private GatewayServer _gateway = null!;

    public async Task InitializeAsync()
    {
        _crates = await Upstream.StartAsync("crate-discovery");
        _realtime = await Upstream.StartAsync("realtime");
        _gateway = await GatewayServer.StartAsync(_crates, _realtime);
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _crates.DisposeAsync();
        await _realtime.DisposeAsync();
    }

    [Theory]
    [InlineData("/api/crates")]
    [InlineData("/api/crates/")]
    [InlineData("/api/crates/sx9-gateway-primary")]
    [InlineData("/api/crates/issues?severity=error&limit=5")]
    [InlineData("/api/graph")]
    [InlineData("/api/graph/impact/sx9-atlas-daemon?format=dot")]
    public async Task Crate_paths_go_to_crate_discovery_unchanged(string target)
    {
        var answer = await (await _gateway.Client.GetAsync(new Uri(target, UriKind.Relative))).JsonAsync();

        (answer.GetProperty("path").GetString() + answer.GetProperty("query").GetString()).ShouldBe(target);
        _crates.Seen.ShouldHaveSingleItem();
        _realtime.Seen.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/api/events")]
    [InlineData("/api/events/stream")]
    [InlineData("/ws")]
    [InlineData("/ws/system")]
    public async Task Event_and_socket_paths_go_to_realtime(string target)
    {
        var answer = await (await _gateway.Client.GetAsync(new Uri(target, UriKind.Relative))).JsonAsync();

        answer.GetProperty("path").GetString().ShouldBe(target);
        _realtime.Seen.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/ws/health")]
    [InlineData("/api/crates")]
    [InlineData("/anything/else")]
    public async Task Everything_on_the_websocket_port_goes_to_realtime(string target)
    {
        var answer = await (await _gateway.Client.GetAsync(new Uri($"http://127.0.0.1:{_gateway.WebSocketPort}{target}"))).JsonAsync();

        answer.GetProperty("path").GetString().ShouldBe(target);
        _realtime.Seen.ShouldHaveSingleItem();
        _crates.Seen.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_port_is_the_sockets_and_not_the_one_that_the_host_header_names()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/anything");
        request.Headers.Host = $"127.0.0.1:{_gateway.WebSocketPort}";

        await (await _gateway.Client.SendAsync(request)).ProblemAsync(HttpStatusCode.NotFound, "route_not_found", retryable: false);
        _realtime.Seen.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/api/unknown")]
    [InlineData("/api")]
    [InlineData("/wsx")]
    [InlineData("/api/cratesx")]
    [InlineData("/favicon.ico")]
    public async Task An_unknown_path_is_a_404_problem(string target) =>
        await (await _gateway.Client.GetAsync(new Uri(target, UriKind.Relative))).ProblemAsync(HttpStatusCode.NotFound, "route_not_found", retryable: false);

    [Fact]
    public async Task Method_body_and_query_arrive_as_sent()
    {
        using var content = new StringContent("{\"x\":\"ü\"}", Encoding.UTF8, "application/json");
        using var response = await _gateway.Client.PostAsync(new Uri("/api/crates/a%20b/deploy?x=%2Fy&z=%E2%82%AC", UriKind.Relative), content);
        var answer = await response.JsonAsync();

        answer.GetProperty("method").GetString().ShouldBe("POST");
        answer.GetProperty("path").GetString().ShouldBe("/api/crates/a b/deploy");
        answer.GetProperty("query").GetString().ShouldBe("?x=%2Fy&z=%E2%82%AC");
        answer.GetProperty("body").GetString().ShouldBe("{\"x\":\"ü\"}");
    }

    [Fact]
    public async Task Two_replicas_share_the_requests()
    {
        await using var second = await Upstream.StartAsync("crate-discovery");
        await using var gateway = await GatewayServer.StartAsync(_crates, second);
        for (var request = 0; request < 60; request++)
        {
            (await gateway.Client.GetAsync(new Uri("/api/crates", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        _crates.Seen.Count.ShouldBeInRange(5, 55);
        (_crates.Seen.Count + second.Seen.Count).ShouldBe(60);
    }

    [Fact]
    public async Task New_addresses_are_used_without_a_restart_and_requests_under_way_are_not_dropped()
    {
        var hold = new TaskCompletionSource();
        await using var old = await Upstream.StartAsync("crate-discovery", async context =>
        {
            await hold.Task;
            await context.Response.Body.WriteAsync("old"u8.ToArray());
        });
        await using var gateway = await GatewayServer.StartAsync(old);
        var underWay = gateway.Client.GetStringAsync(new Uri("/api/crates", UriKind.Relative));
        await Eventually.True(() => old.Seen.Count == 1, "the first request reached the old replica");

        gateway.Reload(_crates);
        await Eventually.True(async () => (await gateway.Client.GetAsync(new Uri("/api/crates/new", UriKind.Relative))).IsSuccessStatusCode && _crates.Seen.Count > 0, "requests reach the new replica");
        hold.SetResult();

        (await underWay).ShouldBe("old");
        old.Seen.Count.ShouldBe(1);
    }
}
