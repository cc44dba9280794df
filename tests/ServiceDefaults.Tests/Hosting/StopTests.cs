using System.Diagnostics;
using System.Net;
using Ctas7.Testing;

namespace Ctas7.ServiceDefaults.Tests.Hosting;

public sealed class StopTests
{
    [Fact]
    public async Task SIGTERM_turns_readiness_first_and_lets_requests_finish()
    {
        await using var service = await ServiceProcess.Start("--Drain:NoticeMs=1500").ReadyAsync();
        using var client = new HttpClient { BaseAddress = service.Address };
        (await client.GetAsync("/health")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var slow = client.GetStringAsync("/slow?ms=3000");
        await Eventually.True(async () => (await client.GetStringAsync("/quick")) == "quick", "the slow request is under way");
        service.Terminate();
        await Eventually.True(async () => (await client.GetAsync("/health")).StatusCode == HttpStatusCode.ServiceUnavailable, "readiness turns while it still serves");
        (await client.GetStringAsync("/quick")).ShouldBe("quick");
        (await slow).ShouldBe("slow");
        (await service.ExitAsync()).ShouldBe(0, service.Output);
        await Should.ThrowAsync<HttpRequestException>(() => client.GetAsync("/quick"));
    }

    [Fact]
    public async Task A_request_that_does_not_finish_cannot_hold_the_stop()
    {
        await using var service = await ServiceProcess.Start("--Drain:RequestSeconds=1", "--Drain:NoticeMs=0").ReadyAsync();
        using var client = new HttpClient { BaseAddress = service.Address };
        var endless = client.GetStringAsync("/slow?ms=20000");
        await Eventually.True(async () => (await client.GetStringAsync("/quick")) == "quick", "the slow request is under way");
        var clock = Stopwatch.StartNew();
        service.Terminate();
        await Should.ThrowAsync<Exception>(() => endless);
        (await service.ExitAsync()).ShouldBe(0, service.Output);
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(15), "the stop is bounded by 1 s for requests, not by their 20 s");
    }
}
