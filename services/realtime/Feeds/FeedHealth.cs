using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Ctas7.Realtime.Feeds;

/// <summary>Unhealthy until every channel's place in the history is known.</summary>
internal sealed class FeedHealth(FeedSet feeds) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(feeds.IsReady ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("The history in Redis has not been read yet."));
}
