namespace Ctas7.CrateDiscovery.Graph;

/// <summary>Says that the client has the answer already (304): nothing was looked up for it. Immutable.</summary>
/// <param name="etag">Strong, with quotes.</param>
internal sealed class UnchangedGraph(string etag) : IResult
{
    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var response = httpContext.Response;
        response.Headers.ETag = etag;
        response.Headers.CacheControl = "no-cache";
        response.Headers.Vary = "Accept-Encoding";
        response.StatusCode = StatusCodes.Status304NotModified;
        return Task.CompletedTask;
    }
}
