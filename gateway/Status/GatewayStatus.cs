using System.Text.Json.Serialization;

namespace Ctas7.Gateway.Status;

/// <summary>Answer of <c>/api/status</c>: everything behind the gateway as it sees it.</summary>
/// <param name="Status">The worst of the clusters.</param>
/// <param name="Version">Of the gateway.</param>
/// <param name="StartedAt">When this gateway started.</param>
/// <param name="GeneratedAt">When this answer was made.</param>
/// <param name="OpenStreams">WebSockets and event streams open through this gateway.</param>
/// <param name="Clusters">One for each service.</param>
/// <param name="Routes">The route table.</param>
/// <param name="Problems">What a person should look at; empty when all is well.</param>
public sealed record GatewayStatus(
    HealthWord Status,
    string Version,
    DateTimeOffset StartedAt,
    DateTimeOffset GeneratedAt,
    int OpenStreams,
    IReadOnlyList<ClusterStatus> Clusters,
    IReadOnlyList<RouteStatus> Routes,
    IReadOnlyList<StatusProblem> Problems);

/// <summary>A service.</summary>
/// <param name="Name">Its name in service discovery.</param>
/// <param name="Status"><c>healthy</c> when every replica is; <c>degraded</c> when some requests can be answered; else <c>unhealthy</c>.</param>
/// <param name="Destinations">Its replicas.</param>
public sealed record ClusterStatus(string Name, HealthWord Status, IReadOnlyList<DestinationStatus> Destinations);

/// <summary>A replica.</summary>
/// <param name="Id">Host and port.</param>
/// <param name="Address">Where it answers.</param>
/// <param name="Health">What it says of itself.</param>
/// <param name="Circuit">Whether requests go there: <c>closed</c>, <c>open</c> or <c>half_open</c>.</param>
/// <param name="Version">Its version, where known.</param>
/// <param name="LatencyMs">Time that its last health answer took.</param>
/// <param name="CheckedAt">When it was last asked.</param>
/// <param name="RequestsUnderWay">Requests that this gateway has there now.</param>
/// <param name="Error">Why it is not healthy.</param>
public sealed record DestinationStatus(
    string Id,
    string Address,
    HealthWord Health,
    Resilience.CircuitState Circuit,
    string? Version,
    double? LatencyMs,
    DateTimeOffset? CheckedAt,
    int RequestsUnderWay,
    string? Error);

/// <summary>A line of the route table.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Path">Its pattern.</param>
/// <param name="Port">The only port it is served on; null for every port but the WebSocket one.</param>
/// <param name="Cluster">The service.</param>
/// <param name="Permission">What a caller needs.</param>
public sealed record RouteStatus(string Id, string Path, int? Port, string Cluster, string Permission);

/// <summary>Something a person should look at.</summary>
/// <param name="Severity"><c>warning</c> or <c>critical</c>.</param>
/// <param name="Code">Stable, lower_snake.</param>
/// <param name="Message">What is wrong, where, and what to do.</param>
/// <param name="Cluster">The service it is about.</param>
/// <param name="Destination">The replica it is about, or null.</param>
public sealed record StatusProblem(string Severity, string Code, string Message, string Cluster, string? Destination);

/// <summary>How something is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<HealthWord>))]
public enum HealthWord
{
    /// <summary>Not asked yet.</summary>
    [JsonStringEnumMemberName("unknown")]
    Unknown,

    /// <summary>As it should be.</summary>
    [JsonStringEnumMemberName("healthy")]
    Healthy,

    /// <summary>It works, but not all of it.</summary>
    [JsonStringEnumMemberName("degraded")]
    Degraded,

    /// <summary>It does not work.</summary>
    [JsonStringEnumMemberName("unhealthy")]
    Unhealthy,
}
