using System.Net;
using System.Text.Json;
using Ctas7.Gateway.Tests.Servers;
using Ctas7.Testing;

namespace Ctas7.Gateway.Tests.Status;

public sealed class StatusTests
{
    [Fact]
    public async Task A_healthy_suite_is_told_with_versions_and_latencies()
    {
        await using var crates = await Upstream.StartAsync("crate-discovery");
        await using var realtime = await Upstream.StartAsync("realtime");
        await using var gateway = await GatewayServer.StartAsync(crates, realtime);

        var status = await StatusAsync(gateway, "healthy");
        status.GetProperty("problems").GetArrayLength().ShouldBe(0);
        status.GetProperty("clusters").EnumerateArray().Select(cluster => cluster.GetProperty("name").GetString()).ShouldBe(["crate-discovery", "realtime"]);
        var replica = status.GetProperty("clusters")[0].GetProperty("destinations")[0];
        replica.GetProperty("address").GetString().ShouldBe(crates.Address);
        replica.GetProperty("version").GetString().ShouldBe("7.1.0-test");
        replica.GetProperty("circuit").GetString().ShouldBe("closed");
        replica.GetProperty("latency_ms").GetDouble().ShouldBeGreaterThan(0);
        DateTimeOffset.Parse(replica.GetProperty("checked_at").GetString()!, System.Globalization.CultureInfo.InvariantCulture).ShouldBeGreaterThan(DateTimeOffset.UtcNow.AddMinutes(-1));
    }

    [Fact]
    public async Task The_route_table_is_told_with_permissions_and_the_port_of_realtime()
    {
        await using var gateway = await GatewayServer.StartAsync();
        var status = await (await gateway.Client.GetAsync(new Uri("/api/status", UriKind.Relative))).JsonAsync();

        var routes = status.GetProperty("routes").EnumerateArray().ToDictionary(route => route.GetProperty("id").GetString()!);
        routes["crates"].GetProperty("permission").GetString().ShouldBe("crates:{action}");
        routes["crates"].GetProperty("cluster").GetString().ShouldBe("crate-discovery");
        routes["websocket-port"].GetProperty("port").GetInt32().ShouldBe(gateway.WebSocketPort);
    }

    [Fact]
    public async Task A_service_without_address_and_a_dead_one_are_critical_problems()
    {
        await using var gateway = await GatewayServer.StartAsync(Upstream.Dead("crate-discovery"));
        for (var request = 0; request < 5; request++)
        {
            await gateway.Client.GetAsync(new Uri("/api/crates", UriKind.Relative));
        }

        var status = await StatusAsync(gateway, "unhealthy");
        var problems = await Eventually.Get(
            async () => (await StatusAsync(gateway, "unhealthy")).GetProperty("problems").EnumerateArray().Select(problem => problem.GetProperty("code").GetString()!).ToArray(),
            codes => codes.Contains("replica_unhealthy"),
            "the dead replica is told");
        problems.ShouldContain("no_addresses");
        status.GetProperty("problems").EnumerateArray().ShouldAllBe(problem => problem.GetProperty("severity").GetString() == "critical");
    }

    [Fact]
    public async Task One_bad_replica_of_two_is_degraded()
    {
        await using var crates = await Upstream.StartAsync("crate-discovery");
        await using var realtime = await Upstream.StartAsync("realtime");
        await using var gateway = await GatewayServer.StartAsync(crates, Upstream.Dead("crate-discovery"), realtime);

        var status = await StatusAsync(gateway, "degraded");
        status.GetProperty("problems")[0].GetProperty("severity").GetString().ShouldBe("warning");
    }

    [Fact]
    public async Task It_is_not_cached_and_takes_no_other_method()
    {
        await using var gateway = await GatewayServer.StartAsync();
        using var response = await gateway.Client.GetAsync(new Uri("/api/status", UriKind.Relative));
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();

        using var posted = await gateway.Client.PostAsync(new Uri("/api/status", UriKind.Relative), null);
        await posted.ProblemAsync(HttpStatusCode.MethodNotAllowed, "method_not_allowed");
    }

    private static Task<JsonElement> StatusAsync(GatewayServer gateway, string expected) => Eventually.Get(
        async () => await (await gateway.Client.GetAsync(new Uri("/api/status", UriKind.Relative))).JsonAsync(),
        status => status.GetProperty("status").GetString() == expected,
        $"the status is {expected}");
}
