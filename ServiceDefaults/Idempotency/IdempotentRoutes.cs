using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Ctas7.ServiceDefaults.Idempotency;

/// <summary>Routes that take an <c>Idempotency-Key</c>.</summary>
public static class IdempotentRoutes
{
    /// <summary>
    /// The same key with the same body gets the first answer again for 24 h (with <c>Idempotent-Replayed: true</c>); with
    /// another body 422 <c>idempotency_key_reused</c>; while the first is still running 409 <c>idempotency_in_progress</c>,
    /// retryable. Without the header the route runs as ever. A key counts per caller, method and path. Needs <c>AddRedis()</c>; with Redis
    /// away a request that has a key is answered 503 and not carried out. Answers that ask for a retry (408, 409, 425, 429, 5xx) are not kept.
    /// </summary>
    public static RouteHandlerBuilder WithIdempotency(this RouteHandlerBuilder route)
    {
        ArgumentNullException.ThrowIfNull(route);
        route.WithMetadata(new IdempotentRoute());
        route.Finally(endpoint =>
        {
            // Around the whole route, binding included: the body is hashed as it came.
            var gate = ActivatorUtilities.CreateInstance<IdempotencyGate>(endpoint.ApplicationServices, endpoint.RequestDelegate!);
            endpoint.RequestDelegate = gate.InvokeAsync;
        });
        return route;
    }
}
