using Ctas7.ServiceDefaults.Http;

namespace Ctas7.Gateway.Routing;

/// <summary>
/// 405 for the gateway's own paths. The framework would see to it, were there no route that takes every path and
/// method, and realtime's port has one.
/// </summary>
internal static class OtherMethods
{
    private static readonly string[] Known = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

    /// <summary>Refuses every method on a path but those given.</summary>
    public static void MapOtherMethods(this IEndpointRouteBuilder routes, string pattern, params string[] allowed) => routes
        .MapMethods(pattern, Known.Except(allowed), context =>
        {
            var allow = string.Join(", ", allowed);
            context.Response.Headers.Allow = allow;
            var detail = $"{context.Request.Path} does not know {context.Request.Method}; allowed: {allow}.";
            return Problems.Of(405, "method_not_allowed", detail).ExecuteAsync(context);
        })
        .ExcludeFromDescription();
}
