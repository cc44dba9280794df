using Ctas7.ServiceDefaults.Http;

namespace Ctas7.CrateDiscovery.Graph;

/// <summary>One answer about the graph in a format of other programs, ready to be sent any number of times. Immutable.</summary>
/// <param name="body">Its bytes.</param>
/// <param name="mediaType">What they are.</param>
/// <param name="etag">Strong, with quotes.</param>
public sealed class GraphReply(ReadOnlyMemory<byte> body, string mediaType, string etag) : IResult
{
    /// <summary>Size of the body in bytes.</summary>
    public int Length => body.Length;

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var response = httpContext.Response;
        response.Headers.ETag = etag;
        response.Headers.CacheControl = "no-cache";
        if (httpContext.Request.Headers.IfNoneMatch.Count > 0 && ETags.IsNotModified(httpContext.Request, etag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        response.ContentType = mediaType;
        response.ContentLength = body.Length;
        return HttpMethods.IsHead(httpContext.Request.Method) ? Task.CompletedTask : response.Body.WriteAsync(body, httpContext.RequestAborted).AsTask();
    }
}
