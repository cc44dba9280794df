namespace Ctas7.ServiceDefaults.Http;

/// <summary>Every query parameter that a route knows; set by <see cref="ListRoutes"/>.</summary>
internal sealed record QueryParameters(IReadOnlyList<string> Names);
