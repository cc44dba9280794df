using System.Buffers;
using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Ctas7.ServiceDefaults.Http;

/// <summary>
/// <c>X-Request-Id</c> (taken over when it is 1..128 of letters, digits and <c>._:-</c>, else made) and
/// <c>traceparent</c> out, and the security headers. A route's own values win.
/// </summary>
internal sealed class RequestHeadersMiddleware(RequestDelegate next, TimeProvider clock)
{
    private const string RequestId = "X-Request-Id";
    private static readonly SearchValues<char> IdCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:-");

    public Task InvokeAsync(HttpContext context)
    {
        var given = context.Request.Headers[RequestId];
        context.TraceIdentifier = given is [{ Length: > 0 and <= 128 } id] && !id.AsSpan().ContainsAnyExcept(IdCharacters)
            ? id
            : RequestIds.New(clock.GetUtcNow());
        context.Response.OnStarting(static state => Complete((HttpContext)state), context);
        return next(context);
    }

    private static Task Complete(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers[RequestId] = context.TraceIdentifier;
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity)
        {
            headers.TraceParent = activity.Id;
        }

        headers.XContentTypeOptions = "nosniff";
        headers.TryAdd("Referrer-Policy", "no-referrer");
        headers.TryAdd("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        return Task.CompletedTask;
    }
}
