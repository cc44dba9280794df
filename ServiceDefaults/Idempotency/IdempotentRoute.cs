namespace Ctas7.ServiceDefaults.Idempotency;

/// <summary>Marks a route that takes an <c>Idempotency-Key</c>.</summary>
internal sealed record IdempotentRoute;
