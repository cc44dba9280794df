namespace Ctas7.Gateway.Resilience;

/// <summary>What a replica last said about itself.</summary>
/// <param name="Healthy">Its health endpoint answered with a 2xx in time.</param>
/// <param name="Version">Its own version, where it tells it.</param>
/// <param name="Latency">From asking to the whole answer.</param>
/// <param name="CheckedAt">When it was asked.</param>
/// <param name="Error">Why it does not count as healthy, for a person; null when it does.</param>
public sealed record ProbeResult(bool Healthy, string? Version, TimeSpan Latency, DateTimeOffset CheckedAt, string? Error);
