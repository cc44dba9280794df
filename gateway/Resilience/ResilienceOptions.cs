using System.ComponentModel.DataAnnotations;

namespace Ctas7.Gateway.Resilience;

/// <summary>Configuration section <c>Gateway:Resilience</c>.</summary>
public sealed class ResilienceOptions
{
    /// <summary>From receiving a request to the end of its answer, all attempts included; event streams and WebSockets: to the answer's headers.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Other time limits for single routes, by route id.</summary>
    public Dictionary<string, TimeSpan> RouteTimeouts { get; } = [];

    /// <summary>How often one request is sent at most, the first time included.</summary>
    [Range(1, 10)]
    public int MaxAttempts { get; set; } = 3;

    /// <summary>Retries as a share of the requests to a service.</summary>
    [Range(0.0, 1.0)]
    public double RetryBudget { get; set; } = 0.1;

    /// <summary>Retries to a service that are in hand when it was quiet before; also the most that are saved up.</summary>
    [Range(0, 1_000)]
    public int RetryReserve { get; set; } = 10;

    /// <summary>The wait before the first retry; the next waits twice as long, each with up to half of it taken off by chance.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:05")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Failures in a row that open a replica's circuit.</summary>
    [Range(1, 1_000)]
    public int CircuitFailures { get; set; } = 5;

    /// <summary>Share of failures within <see cref="CircuitWindow"/> that opens a replica's circuit, from 20 requests on.</summary>
    [Range(0.01, 1.0)]
    public double CircuitFailureRate { get; set; } = 0.5;

    /// <summary>Over which time the share of failures is taken.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan CircuitWindow { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a circuit stays open the first time; it doubles up to ten times that while the replica keeps failing.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan CircuitOpen { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How often the health of a healthy replica is asked for.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan ProbeInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often the health of an unhealthy replica is asked for.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan UnhealthyProbeInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a replica may take to say how it is.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan ProbeTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The time limit of a route.</summary>
    public TimeSpan TimeoutOf(string routeId) => RouteTimeouts.GetValueOrDefault(routeId, Timeout);
}
