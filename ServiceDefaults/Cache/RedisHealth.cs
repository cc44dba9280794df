using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Ctas7.ServiceDefaults.Cache;

/// <summary>Unhealthy while Redis does not answer.</summary>
internal sealed class RedisHealth(RedisConnection redis) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(redis.IsConnected
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("Redis is not connected; it is being tried again."));
}
