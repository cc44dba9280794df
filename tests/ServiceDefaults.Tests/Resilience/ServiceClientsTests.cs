using System.Net;
using Ctas7.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Polly.CircuitBreaker;

namespace Ctas7.ServiceDefaults.Tests.Resilience;

public sealed class ServiceClientsTests
{
    private int _calls;

    private Task<RunningService> FarAsync(Func<int, HttpContext, Task<int>> status) => RunningService.StartAsync(app => app.Run(async context =>
        context.Response.StatusCode = await status(Interlocked.Increment(ref _calls), context)));

    private static Task<RunningService> NearAsync(RunningService? far, params (string, string)[] settings) => RunningService.StartAsync(settings:
        [.. far is null ? [] : new[] { ("services:far:http:0", far.Address.ToString()) }, ("Resilience:RetryDelayMs", "1"), .. settings]);

    private static HttpClient Client(RunningService near) => near.Service<IHttpClientFactory>().CreateClient();

    [Fact]
    public async Task A_GET_is_tried_again_until_it_succeeds()
    {
        await using var far = await FarAsync((call, _) => Task.FromResult(call < 3 ? 503 : 200));
        await using var near = await NearAsync(far);
        (await Client(near).GetAsync("http://far/x")).StatusCode.ShouldBe(HttpStatusCode.OK);
        _calls.ShouldBe(3);
    }

    [Fact]
    public async Task A_POST_that_arrived_is_not_sent_twice()
    {
        await using var far = await FarAsync((_, _) => Task.FromResult(503));
        await using var near = await NearAsync(far);
        (await Client(near).PostAsync("http://far/x", new StringContent("pay"))).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        _calls.ShouldBe(1);
    }

    [Fact]
    public async Task A_POST_with_an_idempotency_key_is_sent_again_with_its_body()
    {
        var bodies = new List<string>();
        await using var far = await FarAsync(async (call, context) =>
        {
            bodies.Add(await new StreamReader(context.Request.Body).ReadToEndAsync());
            return call == 1 ? 503 : 200;
        });
        await using var near = await NearAsync(far);
        using var request = new HttpRequestMessage(HttpMethod.Post, "http://far/x") { Content = new StringContent("pay") };
        request.Headers.Add("Idempotency-Key", "1");
        (await Client(near).SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.OK);
        bodies.ShouldBe(["pay", "pay"]);
    }

    [Fact]
    public async Task A_POST_that_found_nobody_goes_to_the_next_address()
    {
        await using var far = await FarAsync((_, _) => Task.FromResult(200));
        await using var near = await NearAsync(
            null, ("services:far:http:0", $"http://127.0.0.1:{FreePorts.One()}"), ("services:far:http:1", far.Address.ToString()));
        for (var call = 0; call < 4; call++)
        {
            (await Client(near).PostAsync("http://far/x", new StringContent("pay"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        _calls.ShouldBe(4);
    }

    [Fact]
    public async Task Retries_stop_when_their_budget_is_spent()
    {
        await using var far = await FarAsync((_, _) => Task.FromResult(429));
        await using var near = await NearAsync(far, ("Resilience:MinRetriesPerSecond", "0"), ("Resilience:RetryBudgetPercent", "10"));
        for (var call = 0; call < 50; call++)
        {
            (await Client(near).GetAsync("http://far/x")).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        }

        _calls.ShouldBeInRange(51, 50 + 10 + 5, "50 requests, a reserve of 10 retries and 10 % of 50");
    }

    [Fact]
    public async Task A_circuit_opens_on_a_destination_that_only_fails_and_spares_it()
    {
        await using var far = await FarAsync((_, _) => Task.FromResult(500));
        await using var near = await NearAsync(far, ("Resilience:BreakSeconds", "600"));
        for (var call = 0; call < 10; call++)
        {
            (await Client(near).GetAsync("http://far/x")).StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        }

        var before = _calls;
        await Should.ThrowAsync<BrokenCircuitException>(() => Client(near).GetAsync("http://far/x"));
        _calls.ShouldBe(before);
    }

    [Fact]
    public async Task An_attempt_without_answer_is_given_up_and_tried_again()
    {
        await using var far = await FarAsync(async (call, context) =>
        {
            if (call == 1)
            {
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            }

            return 200;
        });
        await using var near = await NearAsync(far, ("Resilience:AttemptTimeoutSeconds", "1"));
        (await Client(near).GetAsync("http://far/x")).StatusCode.ShouldBe(HttpStatusCode.OK);
        _calls.ShouldBe(2);
    }

    [Fact]
    public async Task A_route_whose_destination_is_gone_answers_with_a_retryable_problem()
    {
        await using var near = await RunningService.StartAsync(
            app => app.MapGet("/ask", async (IHttpClientFactory clients) => await clients.CreateClient().GetStringAsync("http://far/x")),
            settings: [("services:far:http:0", $"http://127.0.0.1:{FreePorts.One()}"), ("Resilience:RetryDelayMs", "1")]);
        var body = await (await near.Client.GetAsync("/ask")).ShouldBeProblemAsync(HttpStatusCode.BadGateway, "bad_gateway");
        body.GetProperty("retryable").GetBoolean().ShouldBeTrue();
        body.GetRawText().ShouldNotContain("127.0.0.1");
    }
}
