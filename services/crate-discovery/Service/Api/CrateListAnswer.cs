using System.Globalization;
using Microsoft.AspNetCore.Http.Extensions;
using Ctas7.ServiceDefaults.Http;

namespace Ctas7.CrateDiscovery.Api;

/// <summary>One page of a list, ready to be sent any number of times. Immutable.</summary>
/// <param name="body">A JSON array.</param>
/// <param name="etag">Strong, with quotes.</param>
/// <param name="next">Cursor of the next page, or null.</param>
/// <param name="total">Items on all pages, or null when not counted.</param>
public sealed class CrateListAnswer(ReadOnlyMemory<byte> body, string etag, string? next, int? total) : IResult
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
        if (next is not null)
        {
            response.Headers.Link = $"<{NextUrl(httpContext.Request, next)}>; rel=\"next\"";
        }

        if (_total is not null)
        {
            response.Headers["X-Total-Count"] = _total;
        }

        return JsonBytes.SendAsync(httpContext, body, etag);
    }

    private static string NextUrl(HttpRequest request, string next)
    {
        var query = new QueryBuilder(request.Query.Where(parameter => parameter.Key != "cursor")) { { "cursor", next } };
        return $"{request.PathBase}{request.Path}{query}";
    }
}
