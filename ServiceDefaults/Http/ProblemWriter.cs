using System.Diagnostics;
using System.Text.Json;
using Ctas7.ServiceDefaults.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Ctas7.ServiceDefaults.Http;

/// <summary>
/// Completes and writes every problem of the service as <c>application/problem+json</c>, whatever <c>Accept</c> says:
/// an error that cannot be read is worse than one in another format (RFC 9110, 15.5.7 allows it).
/// </summary>
internal sealed class ProblemWriter : IProblemDetailsWriter
{
    private const string MediaType = "application/problem+json";

    /// <inheritdoc/>
    public bool CanWrite(ProblemDetailsContext context) => true;

    /// <inheritdoc/>
    public ValueTask WriteAsync(ProblemDetailsContext context) => new(WriteAsync(context.HttpContext, context.ProblemDetails));

    /// <summary>Fills in what is missing and writes the answer; does nothing to one that has begun.</summary>
    public static Task WriteAsync(HttpContext context, ProblemDetails problem)
    {
        if (context.Response.HasStarted)
        {
            return Task.CompletedTask;
        }

        var status = problem.Status ?? context.Response.StatusCode;
        Complete(context, problem, status);
        context.Response.StatusCode = status;
        var body = JsonSerializer.SerializeToUtf8Bytes(problem, Ctas7Json.Options);
        context.Response.ContentType = MediaType;
        context.Response.ContentLength = body.Length;
        context.Response.Headers.CacheControl = "no-store";

        // Not under RequestAborted: after a time-out that token is what the answer is about.
        return context.Response.Body.WriteAsync(body, CancellationToken.None).AsTask();
    }

    private static void Complete(HttpContext context, ProblemDetails problem, int status)
    {
        problem.Status = status;
        problem.Title ??= Problems.TitleOf(status);
        problem.Instance ??= context.Request.Path.Value is { Length: > 0 } path ? path : "/";
        if (!problem.Extensions.TryGetValue("code", out var code) || code is not string)
        {
            problem.Extensions["code"] = code = Problems.CodeOf(status);
            problem.Type = Problems.TypeOf((string)code);
        }

        problem.Type ??= Problems.TypeOf((string)code);
        problem.Extensions.TryAdd("retryable", Problems.IsRetryable(status));

        // TypedResults.Problem adds the framework's own traceId; the contract's name is trace_id.
        problem.Extensions.Remove("traceId");
        problem.Extensions["trace_id"] = Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier;
    }
}
