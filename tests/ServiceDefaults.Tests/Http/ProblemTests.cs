using System.Net;
using System.Net.Http.Json;
using System.Text;
using Ctas7.ServiceDefaults.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Ctas7.ServiceDefaults.Tests.Http;

public sealed class ProblemTests
{
    private sealed record Part(string Name, int[] Ports);

    private static Task<RunningService> StartAsync() => RunningService.StartAsync(app =>
    {
        app.MapGet("/found", () => "yes");
        app.MapGet("/number/{value:int}", (int value, int times) => value * times);
        app.MapGet("/broken", string () => throw new InvalidOperationException("the secret reason"));
        app.MapGet("/refused", string () => throw new ProblemException(409, "already_running", "It runs already.", retryable: true));
        app.MapGet("/result", () => Problems.NotFound("crate_not_found", "There is no crate x."));
        app.MapGet("/bare", () => Results.StatusCode(503));
        app.MapPost("/parts", (Part part) => part.Name);
    });

    [Theory]
    [InlineData("/nothing/here", HttpStatusCode.NotFound, "not_found")]
    [InlineData("/number/3?times=x", HttpStatusCode.BadRequest, "bad_request")]
    [InlineData("/number/3", HttpStatusCode.BadRequest, "bad_request")]
    [InlineData("/broken", HttpStatusCode.InternalServerError, "internal_error")]
    [InlineData("/refused", HttpStatusCode.Conflict, "already_running")]
    [InlineData("/result", HttpStatusCode.NotFound, "crate_not_found")]
    [InlineData("/bare", HttpStatusCode.ServiceUnavailable, "unavailable")]
    public async Task Every_failed_GET_is_a_problem(string path, HttpStatusCode status, string code)
    {
        await using var service = await StartAsync();
        var body = await (await service.Client.GetAsync(path)).ShouldBeProblemAsync(status, code);
        body.GetProperty("instance").GetString().ShouldBe(path.Split('?')[0]);
        body.GetRawText().ShouldNotContain("secret reason");
        body.GetProperty("retryable").GetBoolean().ShouldBe(code is "already_running" or "unavailable");
    }

    [Fact]
    public async Task A_wrong_method_is_405_and_names_the_right_ones()
    {
        await using var service = await StartAsync();
        var response = await service.Client.DeleteAsync("/found");
        var body = await response.ShouldBeProblemAsync(HttpStatusCode.MethodNotAllowed, "method_not_allowed");
        body.GetProperty("detail").GetString()!.ShouldContain("GET");
        response.Content.Headers.Allow.ShouldContain("GET");
    }

    [Theory]
    [InlineData("""{"name": "a", "ports": [1, "two"]}""", "/ports/1")]
    [InlineData("""{"name": 7, "ports": []}""", "/name")]
    [InlineData("""{"name": "a" """, "")]
    [InlineData("""{"ports": [1]}""", "")]
    [InlineData("""{"name": "a", "name": "b", "ports": []}""", "/name")]
    [InlineData("not json", "")]
    public async Task A_malformed_body_is_400_and_points_to_the_place(string json, string pointer)
    {
        await using var service = await StartAsync();
        var response = await service.Client.PostAsync("/parts", new StringContent(json, Encoding.UTF8, "application/json"));
        var body = await response.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "malformed_body");
        body.GetProperty("errors")[0].GetProperty("pointer").GetString().ShouldBe(pointer, body.GetRawText());
        body.GetProperty("errors")[0].GetProperty("message").GetString().ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task A_body_of_another_type_is_415()
    {
        await using var service = await StartAsync();
        var response = await service.Client.PostAsync("/parts", new StringContent("a=b", Encoding.UTF8, "text/plain"));
        await response.ShouldBeProblemAsync(HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");
    }

    [Fact]
    public async Task A_body_over_the_limit_is_413()
    {
        await using var service = await StartAsync();
        var response = await service.Client.PostAsJsonAsync("/parts", new { name = new string('x', 2_000_000), ports = Array.Empty<int>() });
        await response.ShouldBeProblemAsync(HttpStatusCode.RequestEntityTooLarge, "content_too_large");
    }

    [Fact]
    public async Task A_good_request_is_left_alone()
    {
        await using var service = await StartAsync();
        (await service.Client.GetStringAsync("/found")).ShouldBe("yes");
        (await (await service.Client.PostAsJsonAsync("/parts", new { name = "a", ports = new[] { 1 } })).Content.ReadAsStringAsync()).ShouldBe("a");
    }
}
