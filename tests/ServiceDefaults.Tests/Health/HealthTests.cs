using System.Net;
using System.Text.Json;
using Ctas7.ServiceDefaults.Health;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Ctas7.ServiceDefaults.Tests.Health;

public sealed class HealthTests
{
    private static async Task<(HttpStatusCode Status, JsonElement Body)> GetAsync(RunningService service, string path)
    {
        var response = await service.Client.GetAsync(path);
        return (response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement);
    }

    [Fact]
    public async Task Readiness_asks_every_check_and_liveness_only_its_own()
    {
        await using var service = await RunningService.StartAsync(configure: builder => builder.Services.AddHealthChecks()
            .AddCheck("broken", () => HealthCheckResult.Unhealthy("no disk"))
            .AddCheck("pulse", () => HealthCheckResult.Healthy(), [ServiceHealth.LiveTag]));
        var (status, body) = await GetAsync(service, "/health");
        status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        body.GetProperty("status").GetString().ShouldBe("unhealthy");
        body.GetProperty("version").GetString().ShouldNotBeNullOrEmpty();
        body.GetProperty("duration_ms").GetDouble().ShouldBeGreaterThanOrEqualTo(0);
        body.GetProperty("checks").GetProperty("broken").GetProperty("status").GetString().ShouldBe("unhealthy");
        body.GetProperty("checks").GetProperty("broken").GetProperty("description").GetString().ShouldBe("no disk");
        body.GetProperty("checks").GetProperty("accepting").GetProperty("status").GetString().ShouldBe("healthy");

        (status, body) = await GetAsync(service, "/alive");
        status.ShouldBe(HttpStatusCode.OK);
        body.GetProperty("checks").EnumerateObject().Select(check => check.Name).ShouldBe(["pulse"]);
    }

    [Fact]
    public async Task A_degraded_check_is_ready()
    {
        await using var service = await RunningService.StartAsync(configure: builder => builder.Services.AddHealthChecks()
            .AddCheck("slow", () => HealthCheckResult.Degraded("polling")));
        var (status, body) = await GetAsync(service, "/health");
        status.ShouldBe(HttpStatusCode.OK);
        body.GetProperty("status").GetString().ShouldBe("degraded");
    }

    [Fact]
    public async Task A_check_that_throws_is_unhealthy_and_its_stack_stays_inside()
    {
        await using var service = await RunningService.StartAsync(configure: builder => builder.Services.AddHealthChecks()
            .AddCheck("throws", () => throw new InvalidOperationException("password=hunter2")));
        var (status, body) = await GetAsync(service, "/health");
        status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        body.GetRawText().ShouldNotContain("   at ");
        body.GetRawText().ShouldNotContain("hunter2");
    }
}
