using Ctas7.Gateway.Drain;
using Ctas7.Gateway.Resilience;
using Ctas7.Gateway.Routing;
using Ctas7.ServiceDefaults.Telemetry;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Model;

namespace Ctas7.Gateway.Status;

/// <summary>Puts together what the proxy, the probes and the circuits know. Asks nobody, so it is quick. Thread-safe.</summary>
internal sealed class StatusReport(
    IProxyStateLookup proxy, ReplicaProbe probe, CircuitPolicy circuits, OpenStreams streams, WebSocketDoor door, TimeProvider time)
{
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();

    public GatewayStatus Now()
    {
        var clusters = proxy.GetClusters().OrderBy(cluster => cluster.ClusterId, StringComparer.Ordinal).Select(Cluster).ToArray();
        return new GatewayStatus(
            clusters.Length == 0 ? HealthWord.Unknown : clusters.Max(cluster => cluster.Status),
            ServiceVersion.Text,
            _startedAt,
            time.GetUtcNow(),
            streams.Count,
            clusters,
            [.. RouteTable.Routes.Select(Route)],
            [.. clusters.SelectMany(StatusProblems.Of)]);
    }

    private ClusterStatus Cluster(ClusterState cluster)
    {
        var destinations = cluster.DestinationsState.AllDestinations
            .OrderBy(destination => destination.DestinationId, StringComparer.Ordinal)
            .Select(Destination)
            .ToArray();
        return new ClusterStatus(cluster.ClusterId, Judge(destinations), destinations);
    }

    private DestinationStatus Destination(DestinationState destination)
    {
        var last = probe.LastOf(destination);
        return new DestinationStatus(
            destination.DestinationId,
            destination.Model.Config.Address,
            last switch { null => HealthWord.Unknown, { Healthy: true } => HealthWord.Healthy, _ => HealthWord.Unhealthy },
            circuits.Of(destination).State,
            last?.Version,
            last is null ? null : Math.Round(last.Latency.TotalMilliseconds, 3),
            last?.CheckedAt,
            destination.ConcurrentRequestCount,
            last?.Error);
    }

    private RouteStatus Route(GatewayRoute route) =>
        new(route.Id, route.Path, route.Port == GatewayPort.WebSocket ? door.Port : null, route.Service, route.Permission);

    private static HealthWord Judge(IReadOnlyList<DestinationStatus> destinations) => destinations switch
    {
        _ when !destinations.Any(destination => destination.Circuit != CircuitState.Open) => HealthWord.Unhealthy,
        _ when destinations.All(destination => destination is { Health: HealthWord.Healthy, Circuit: CircuitState.Closed }) => HealthWord.Healthy,
        _ when destinations.All(destination => destination.Health == HealthWord.Unknown) => HealthWord.Unknown,
        _ when destinations.All(destination => destination.Health == HealthWord.Unhealthy) => HealthWord.Unhealthy,
        _ => HealthWord.Degraded,
    };
}
