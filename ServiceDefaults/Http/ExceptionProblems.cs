using System.Text.Json;
using Ctas7.ServiceDefaults.Bus;
using Ctas7.ServiceDefaults.Cache;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Polly.CircuitBreaker;
using Polly.Timeout;
using StackExchange.Redis;

namespace Ctas7.ServiceDefaults.Http;

/// <summary>What a client is told about an exception. Only exceptions made for clients carry their message out.</summary>
internal static class ExceptionProblems
{
    public static ProblemDetails Describe(Exception failure) => failure switch
    {
        ProblemException problem => problem.Problem,
        BadHttpRequestException { InnerException: JsonException json } => MalformedJson(json),
        BadHttpRequestException bad => Problems.Details(bad.StatusCode, Problems.CodeOf(bad.StatusCode), Plain(bad)),
        JsonException => Internal(),
        RedisUnavailableException or RedisConnectionException =>
            Problems.Details(503, "cache_unavailable", "Redis, which this request needs, does not answer now. Try again."),
        BusUnavailableException => Problems.Details(503, "bus_unavailable", "RabbitMQ, which this request needs, does not answer now. Try again."),
        HttpRequestException => Problems.Details(502, "bad_gateway", "A service that this request needs gave no usable answer. Try again."),
        BrokenCircuitException =>
            Problems.Details(503, "unavailable", "A service that this request needs fails at present and is spared for some seconds. Try again."),
        TimeoutException or TimeoutRejectedException => Problems.Details(504, "timeout", "Something this request needs did not answer in time."),
        _ => Internal(),
    };

    private static ProblemDetails Internal() =>
        Problems.Details(500, "internal_error", "The service failed on this request. The trace id names the log entry.");

    private static ProblemDetails MalformedJson(JsonException failure)
    {
        var pointer = JsonPointer.FromJsonPath(failure.Path);
        var place = failure.LineNumber is { } line ? $" (line {line + 1}, byte {failure.BytePositionInLine + 1})" : "";
        var cut = failure.Message.IndexOf(" Path: ", StringComparison.Ordinal);
        var message = cut < 0 ? failure.Message : failure.Message[..cut];
        return Problems.Details(
            400,
            "malformed_body",
            $"The body is not the JSON this route takes{place}.",
            errors: [new ProblemError(pointer, "malformed", message)]);
    }

    private static string Plain(BadHttpRequestException failure) => failure.StatusCode switch
    {
        408 => "The request did not arrive in time.",
        413 => "The body is larger than this route takes.",
        415 => "This route does not take a body of this Content-Type.",
        _ => failure.Message,
    };
}
