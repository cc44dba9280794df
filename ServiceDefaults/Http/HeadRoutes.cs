using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Ctas7.ServiceDefaults.Http;

/// <summary>Routes that answer HEAD too.</summary>
public static class HeadRoutes
{
    /// <summary>
    /// A GET route that also answers HEAD: the same handler, the same headers, no body (RFC 9110, 9.3.2). Not for routes that go on
    /// without end. The OpenAPI document shows the GET alone.
    /// </summary>
    public static RouteHandlerBuilder WithHead(this RouteHandlerBuilder route)
    {
        ArgumentNullException.ThrowIfNull(route);
        route.Add(endpoint =>
        {
            for (var at = 0; at < endpoint.Metadata.Count; at++)
            {
                if (endpoint.Metadata[at] is HttpMethodMetadata { HttpMethods: ["GET"] })
                {
                    endpoint.Metadata[at] = new HttpMethodMetadata(["GET", "HEAD"]);
                }
            }
        });
        return route;
    }
}
