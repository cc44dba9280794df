using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Ctas7.ServiceDefaults.Health;

/// <summary>Whether the service still wants new work; unhealthy from the first moment of a shutdown. Thread-safe.</summary>
public sealed class DrainState : IHealthCheck
{
    private volatile bool _draining;

    /// <summary>True once the shutdown has begun.</summary>
    public bool IsDraining => _draining;

    internal void Begin() => _draining = true;

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_draining ? HealthCheckResult.Unhealthy("The service is stopping.") : HealthCheckResult.Healthy());
}
