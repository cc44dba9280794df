using Ctas7.ServiceDefaults.Http;

namespace Ctas7.CrateDiscovery.Api;

/// <summary>Sends JSON that is already bytes.</summary>
internal static class JsonBytes
{
    /// <summary>200 with the body, or 304 when the client has this version.</summary>
    internal static Task SendAsync(HttpContext context, ReadOnlyMemory<byte> body, string etag)
    {
        if (context.Request.Headers.IfNoneMatch.Count > 0 && ETags.IsNotModified(context.Request, etag))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = body.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    /// <summary>A result that sends the body with its tag.</summary>
    internal static IResult Result(ReadOnlyMemory<byte> body, string etag) => new Answer(body, etag);

    private sealed class Answer(ReadOnlyMemory<byte> body, string etag) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers.ETag = etag;
            httpContext.Response.Headers.CacheControl = "no-cache";
            return SendAsync(httpContext, body, etag);
        }
    }
}
