using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Ctas7.ServiceDefaults.Http;

/// <summary>States what a route's query may hold. Any other parameter is answered 400 with its name.</summary>
public static class ListRoutes
{
    private static readonly string[] Paging = ["limit", "cursor", "sort", "count"];

    /// <summary>A list route, whose handler takes a <see cref="ListQuery"/>: paging parameters, these sort fields and these filters.</summary>
    public static RouteHandlerBuilder WithList(this RouteHandlerBuilder route, IReadOnlyList<string> sortable, params IReadOnlyList<string> filters)
    {
        ArgumentNullException.ThrowIfNull(route);
        return route.WithMetadata(new ListParameters(sortable, filters)).WithQuery([.. Paging, .. filters]);
    }

    /// <summary>Any other route: exactly these query parameters.</summary>
    public static RouteHandlerBuilder WithQuery(this RouteHandlerBuilder route, params IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(route);
        return route.WithMetadata(new QueryParameters(names)).AddEndpointFilter((invocation, next) =>
        {
            List<ProblemError>? errors = null;
            foreach (var (name, _) in invocation.HttpContext.Request.Query)
            {
                if (!names.Contains(name, StringComparer.Ordinal))
                {
                    (errors ??= []).Add(new ProblemError($"?{name}", "unknown_parameter", Unknown(name, names)));
                }
            }

            return errors is null
                ? next(invocation)
                : ValueTask.FromResult<object?>(
                    Problems.BadRequest("unknown_parameter", "The query holds a parameter that this route does not know.", errors));
        });
    }

    private static string Unknown(string name, IReadOnlyList<string> names) =>
        names.Count == 0 ? $"'{name}' is not known; this route takes no query." : $"'{name}' is not known; known are {string.Join(", ", names)}.";
}
