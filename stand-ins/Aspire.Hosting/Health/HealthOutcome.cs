using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Health;

/// <summary>The result of one check.</summary>
internal sealed record HealthOutcome(HealthStatus Status, string? Description = null, string? Exception = null)
{
    public static HealthOutcome Healthy(string? description = null) => new(HealthStatus.Healthy, description);

    public static HealthOutcome Unhealthy(string description, Exception? cause = null) => new(HealthStatus.Unhealthy, description, cause?.Message);
}
