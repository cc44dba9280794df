using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Ctas7.ServiceDefaults.Tests.Http;

public sealed class RequestHeadersTests
{
    private static Task<RunningService> StartAsync() => RunningService.StartAsync(app =>
    {
        app.MapGet("/", (HttpContext context) => Results.Text(context.TraceIdentifier));
        app.MapGet("/page", (HttpResponse response) =>
        {
            response.Headers.ContentSecurityPolicy = "default-src 'self'";
            return Results.Text("<p>", "text/html");
        });
    });

    private static async Task<HttpResponseMessage> GetAsync(RunningService service, string path, string name, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation(name, value);
        return await service.Client.SendAsync(request);
    }

    [Theory]
    [InlineData("abc-123_X.y:z")]
    [InlineData("7")]
    public async Task A_good_request_id_is_echoed(string id)
    {
        await using var service = await StartAsync();
        var response = await GetAsync(service, "/", "X-Request-Id", id);
        response.Headers.GetValues("X-Request-Id").ShouldBe([id]);
        (await response.Content.ReadAsStringAsync()).ShouldBe(id);
    }

    [Theory]
    [InlineData("with space")]
    [InlineData("quote\"")]
    [InlineData("<script>")]
    [InlineData("long")]
    public async Task A_bad_or_absent_request_id_is_made_anew(string id)
    {
        await using var service = await StartAsync();
        var response = await GetAsync(service, "/", "X-Request-Id", id == "long" ? new string('x', 129) : id);
        Guid.TryParse(response.Headers.GetValues("X-Request-Id").Single(), out _).ShouldBeTrue();
    }

    [Fact]
    public async Task The_trace_of_the_caller_goes_on()
    {
        await using var service = await StartAsync();
        var response = await GetAsync(service, "/", "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        var traceparent = response.Headers.GetValues("traceparent").Single().Split('-');
        traceparent[1].ShouldBe("0af7651916cd43dd8448eb211c80319c");
        traceparent[2].ShouldNotBe("b7ad6b7169203331");
    }

    [Fact]
    public async Task Every_answer_has_the_security_headers_and_does_not_name_the_server()
    {
        await using var service = await StartAsync();
        foreach (var (path, status) in new[] { ("/", HttpStatusCode.OK), ("/none", HttpStatusCode.NotFound), ("/health", HttpStatusCode.OK) })
        {
            var response = await service.Client.GetAsync(path);
            response.StatusCode.ShouldBe(status);
            response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
            response.Headers.GetValues("Referrer-Policy").ShouldBe(["no-referrer"]);
            response.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("frame-ancestors 'none'");
            response.Headers.Contains("Server").ShouldBeFalse();
            response.Headers.Contains("X-Request-Id").ShouldBeTrue();
            response.Headers.Contains("traceparent").ShouldBeTrue();
        }
    }

    [Fact]
    public async Task A_routes_own_policy_wins()
    {
        await using var service = await StartAsync();
        (await service.Client.GetAsync("/page")).Headers.GetValues("Content-Security-Policy").ShouldBe(["default-src 'self'"]);
    }
}
