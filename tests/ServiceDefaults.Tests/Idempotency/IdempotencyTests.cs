using System.Net;
using System.Text;
using Ctas7.ServiceDefaults.Cache;
using Ctas7.ServiceDefaults.Http;
using Ctas7.ServiceDefaults.Idempotency;
using Ctas7.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Ctas7.ServiceDefaults.Tests.Idempotency;

public sealed class IdempotencyTests : IAsyncLifetime
{
    private sealed record Order(string Item);

    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private RedisServer _redis = null!;
    private RunningService _service = null!;
    private int _created;
    private int _failures;

    public async Task InitializeAsync()
    {
        _redis = await RedisServer.StartAsync();
        _service = await RunningService.StartAsync(
            app =>
            {
                app.MapPost("/orders", (Order order) => TypedResults.Created($"/orders/{Interlocked.Increment(ref _created)}", order)).WithIdempotency();
                app.MapPost("/slow", async (Order order) =>
                {
                    Interlocked.Increment(ref _created);
                    await _gate.Task;
                    return order;
                }).WithIdempotency();
                app.MapPost("/flaky", string (Order order) => Interlocked.Increment(ref _failures) == 1
                    ? throw new InvalidOperationException("once")
                    : order.Item).WithIdempotency();
                app.MapPost("/busy", (Order order) => Interlocked.Increment(ref _failures) == 1
                    ? (IResult)Problems.Conflict("already_running", "It runs already.", retryable: true)
                    : TypedResults.Ok(order)).WithIdempotency();
                app.MapPost("/big", (Order order) => new string('x', (1 << 20) + Interlocked.Increment(ref _created))).WithIdempotency();
            },
            builder => builder.AddRedis(),
            ("ConnectionStrings:redis", _redis.ConnectionString));
        var redis = _service.Service<RedisConnection>();
        await Eventually.True(() => redis.IsConnected, "Redis is connected");
    }

    public async Task DisposeAsync()
    {
        await _service.DisposeAsync();
        await _redis.DisposeAsync();
    }

    private Task<HttpResponseMessage> PostAsync(string path, string? key, string body = """{"item":"a"}""")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        }

        return _service.Client.SendAsync(request);
    }

    [Fact]
    public async Task The_same_key_and_body_gets_the_first_answer_again()
    {
        var (first, second) = (await PostAsync("/orders", "k1"), await PostAsync("/orders", "k1"));
        _created.ShouldBe(1);
        second.StatusCode.ShouldBe(HttpStatusCode.Created);
        second.Headers.Location.ShouldBe(first.Headers.Location);
        second.Content.Headers.ContentType.ShouldBe(first.Content.Headers.ContentType);
        (await second.Content.ReadAsStringAsync()).ShouldBe(await first.Content.ReadAsStringAsync());
        second.Headers.GetValues("Idempotent-Replayed").ShouldBe(["true"]);
        first.Headers.Contains("Idempotent-Replayed").ShouldBeFalse();
        second.Headers.GetValues("X-Request-Id").ShouldNotBe(first.Headers.GetValues("X-Request-Id"));
    }

    [Fact]
    public async Task The_same_key_with_another_body_is_422()
    {
        await PostAsync("/orders", "k1");
        await (await PostAsync("/orders", "k1", """{"item":"b"}""")).ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, "idempotency_key_reused");
        _created.ShouldBe(1);
    }

    [Fact]
    public async Task Other_keys_other_paths_and_no_key_run()
    {
        await PostAsync("/orders", "k1");
        await PostAsync("/orders", "k2");
        await PostAsync("/orders", null);
        await PostAsync("/orders", null);
        _gate.SetResult();
        await PostAsync("/slow", "k1");
        _created.ShouldBe(5);
    }

    [Fact]
    public async Task A_duplicate_of_a_running_request_is_409_and_retryable()
    {
        var first = PostAsync("/slow", "k1");
        await Eventually.True(() => _created == 1, "the first request runs");
        var second = await PostAsync("/slow", "k1");
        var body = await second.ShouldBeProblemAsync(HttpStatusCode.Conflict, "idempotency_in_progress");
        body.GetProperty("retryable").GetBoolean().ShouldBeTrue();
        second.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));
        _gate.SetResult();
        (await first).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await PostAsync("/slow", "k1")).Headers.Contains("Idempotent-Replayed").ShouldBeTrue();
        _created.ShouldBe(1);
    }

    [Fact]
    public async Task Many_at_once_with_one_key_are_carried_out_once()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => PostAsync("/orders", "k1")));
        _created.ShouldBe(1);
        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.Created || answer.StatusCode == HttpStatusCode.Conflict);
        answers.ShouldContain(answer => answer.StatusCode == HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("/flaky", HttpStatusCode.InternalServerError)]
    [InlineData("/busy", HttpStatusCode.Conflict)]
    public async Task An_answer_that_may_change_is_not_kept(string path, HttpStatusCode first)
    {
        (await PostAsync(path, "k1")).StatusCode.ShouldBe(first);
        (await PostAsync(path, "k1")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_refused_body_is_refused_again_in_the_same_words()
    {
        await (await PostAsync("/orders", "k1", "{")).ShouldBeProblemAsync(HttpStatusCode.BadRequest, "malformed_body");
        await (await PostAsync("/orders", "k1", "{")).ShouldBeProblemAsync(HttpStatusCode.BadRequest, "malformed_body");
    }

    [Fact]
    public async Task An_answer_too_large_to_keep_reaches_the_first_caller_and_is_not_made_again()
    {
        (await (await PostAsync("/big", "k1")).Content.ReadAsStringAsync()).Length.ShouldBe((1 << 20) + 1);
        await (await PostAsync("/big", "k1")).ShouldBeProblemAsync(HttpStatusCode.Conflict, "idempotency_answer_not_kept");
        _created.ShouldBe(1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("with space")]
    [InlineData("tab\tinside")]
    [InlineData("long")]
    public async Task A_bad_key_is_400(string key)
    {
        var value = key == "long" ? new string('k', 256) : key;
        await (await PostAsync("/orders", value)).ShouldBeProblemAsync(HttpStatusCode.BadRequest, "idempotency_key_invalid");
        _created.ShouldBe(0);
    }

    [Fact]
    public async Task With_Redis_away_a_request_with_a_key_is_503_and_not_carried_out_and_one_without_runs()
    {
        await _redis.KillAsync();
        var body = await (await PostAsync("/orders", "k1")).ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "idempotency_unavailable");
        body.GetProperty("retryable").GetBoolean().ShouldBeTrue();
        _created.ShouldBe(0);
        (await PostAsync("/orders", null)).StatusCode.ShouldBe(HttpStatusCode.Created);
    }
}
