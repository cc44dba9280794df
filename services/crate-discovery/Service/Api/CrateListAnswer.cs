using System.Globalization;
using Microsoft.AspNetCore.Http.Extensions;

namespace Ctas7.CrateDiscovery.Api;

/// <summary>One page of a list, ready to be sent any number of times. Immutable.</summary>
/// <param name="body">A JSON array.</param>
/// <param name="etag">Strong, with quotes.</param>
/// <param name="link">The <c>Link</c> header to the next page (<see cref="LinkTo"/>), or null.</param>
/// <param name="total">Items on all pages, or null when not counted.</param>
public sealed class CrateListAnswer(ReadOnlyMemory<byte> body, string etag, string? link, int? total) : IResult
{
    private readonly string? _total = total?.ToString(CultureInfo.InvariantCulture);

    /// <summary>Size of the body in bytes.</summary>
    public int Length => body.Length;

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var response = httpContext.Response;
        response.Headers.ETag = etag;
        response.Headers.CacheControl = "no-cache";
        if (link is not null)
        {
            response.Headers.Link = link;
        }

        if (_total is not null)
        {
            response.Headers["X-Total-Count"] = _total;
        }

        return JsonBytes.SendAsync(httpContext, body, etag);
    }

    /// <summary>The header that leads from this request to the page at a cursor; null for no cursor.</summary>
    public static string? LinkTo(HttpRequest request, string? cursor)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (cursor is null)
        {
            return null;
        }

        var query = new QueryBuilder(request.Query.Where(parameter => parameter.Key != "cursor")) { { "cursor", cursor } };
        return $"<{request.PathBase}{request.Path}{query}>; rel=\"next\"";
    }
}
