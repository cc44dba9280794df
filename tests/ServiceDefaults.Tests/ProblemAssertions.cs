using System.Net;
using System.Text.Json;

namespace Ctas7.ServiceDefaults.Tests;

public static class ProblemAssertions
{
    /// <summary>The whole contract of an error answer; returns the body for what a test asks besides.</summary>
    public static async Task<JsonElement> ShouldBeProblemAsync(this HttpResponseMessage response, HttpStatusCode status, string code)
    {
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(status, text);
        response.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json", text);
        var body = JsonDocument.Parse(text).RootElement;
        body.GetProperty("status").GetInt32().ShouldBe((int)status);
        body.GetProperty("code").GetString().ShouldBe(code, text);
        body.GetProperty("type").GetString().ShouldEndWith($":{code}");
        body.GetProperty("title").GetString().ShouldNotBeNullOrWhiteSpace();
        body.GetProperty("detail").GetString().ShouldNotBeNullOrWhiteSpace();
        body.GetProperty("instance").GetString().ShouldStartWith("/");
        body.GetProperty("trace_id").GetString()!.Length.ShouldBe(32, text);
        body.GetProperty("retryable").ValueKind.ShouldBeOneOf(JsonValueKind.True, JsonValueKind.False);
        text.ShouldNotContain("   at ");
        text.ShouldNotContain("traceId");
        return body;
    }
}
