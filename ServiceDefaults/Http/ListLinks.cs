using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace Ctas7.ServiceDefaults.Http;

/// <summary>The <c>Link</c> header of lists (RFC 8288).</summary>
public static class ListLinks
{
    /// <summary>Leads from this request to the page at <paramref name="cursor"/>, everything else of the query as it was; null for no cursor.</summary>
    public static string? Next(HttpRequest request, string? cursor)
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
