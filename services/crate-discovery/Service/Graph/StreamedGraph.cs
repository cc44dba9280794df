using Ctas7.CrateDiscovery.Graph.Answers;
using Microsoft.AspNetCore.Http.Timeouts;

namespace Ctas7.CrateDiscovery.Graph;

/// <summary>
/// A large answer about the graph, sent straight from the pieces that its snapshot holds, at the pace of the reader; it is kept
/// nowhere and not compressed here: the gateway does that as it passes. Immutable.
/// </summary>
/// <param name="body">What is sent.</param>
/// <param name="etag">Strong, with quotes.</param>
internal sealed class StreamedGraph(AnswerBody body, string etag) : IResult
{
    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var response = httpContext.Response;
        response.Headers.ETag = etag;
        response.Headers.CacheControl = "no-cache";
        response.Headers.Vary = "Accept-Encoding";
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = body.Length;
        if (HttpMethods.IsHead(httpContext.Request.Method))
        {
            return Task.CompletedTask;
        }

        // From here on only the reader takes time, and a slow one is bounded by Kestrel's lowest rate.
        httpContext.Features.Get<IHttpRequestTimeoutFeature>()?.DisableTimeout();
        return body.SendAsync(response.BodyWriter, httpContext.RequestAborted);
    }
}
