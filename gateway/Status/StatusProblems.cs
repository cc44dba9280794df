using Ctas7.Gateway.Resilience;

namespace Ctas7.Gateway.Status;

/// <summary>What is wrong with a service, in sentences.</summary>
internal static class StatusProblems
{
    public static IEnumerable<StatusProblem> Of(ClusterStatus cluster)
    {
        if (cluster.Destinations.Count == 0)
        {
            yield return new StatusProblem(
                "critical",
                "no_addresses",
                $"No address of {cluster.Name} is configured; its routes answer 503. Start it with the app host, or set services__{cluster.Name}__http__0.",
                cluster.Name,
                null);
        }

        var severity = cluster.Status == HealthWord.Unhealthy ? "critical" : "warning";
        foreach (var destination in cluster.Destinations)
        {
            if (destination.Health == HealthWord.Unhealthy)
            {
                var message = $"{cluster.Name} at {destination.Id} is not healthy: {destination.Error}.";
                yield return new StatusProblem(severity, "replica_unhealthy", message, cluster.Name, destination.Id);
            }

            if (destination.Circuit == CircuitState.Open)
            {
                var message = $"{cluster.Name} at {destination.Id} failed too often and gets no requests for a moment.";
                yield return new StatusProblem(severity, "circuit_open", message, cluster.Name, destination.Id);
            }
        }
    }
}
