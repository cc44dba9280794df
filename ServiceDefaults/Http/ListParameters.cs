namespace Ctas7.ServiceDefaults.Http;

/// <summary>What the query of one list route may hold; set by <see cref="ListRoutes.WithList"/>.</summary>
/// <param name="Sortable">Field names that <c>sort</c> takes.</param>
/// <param name="Filters">Names of the route's own query parameters.</param>
public sealed record ListParameters(IReadOnlyList<string> Sortable, IReadOnlyList<string> Filters);
