using System.ComponentModel.DataAnnotations;

namespace Ctas7.ServiceDefaults.Resilience;

/// <summary>
/// How outgoing HTTP calls meet faults; section <c>Resilience</c>. gRPC calls have their own deadlines and take no time-out from here.
/// </summary>
public sealed class ResilienceOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Resilience";

    /// <summary>Time for a connection, in seconds.</summary>
    [Range(1, 60)]
    public int ConnectTimeoutSeconds { get; set; } = 3;

    /// <summary>Time for one attempt until its response headers, in seconds.</summary>
    [Range(1, 300)]
    public int AttemptTimeoutSeconds { get; set; } = 10;

    /// <summary>Time for all attempts and pauses together, in seconds.</summary>
    [Range(1, 600)]
    public int TotalTimeoutSeconds { get; set; } = 30;

    /// <summary>Most tries after the first.</summary>
    [Range(0, 10)]
    public int Retries { get; set; } = 3;

    /// <summary>Middle of the first pause, in milliseconds; it doubles, with jitter.</summary>
    [Range(1, 10_000)]
    public int RetryDelayMs { get; set; } = 100;

    /// <summary>Retries that a destination gets, in percent of its requests.</summary>
    [Range(0, 100)]
    public int RetryBudgetPercent { get; set; } = 10;

    /// <summary>Retries a second that a destination gets besides, so that rare calls are retried too.</summary>
    [Range(0, 1000)]
    public int MinRetriesPerSecond { get; set; } = 2;

    /// <summary>A circuit opens when this share of requests fails within <see cref="BreakerWindowSeconds"/>.</summary>
    [Range(0.01, 1)]
    public double BreakerFailureRatio { get; set; } = 0.5;

    /// <summary>Requests within the window below which a circuit stays closed.</summary>
    [Range(2, 100_000)]
    public int BreakerMinRequests { get; set; } = 10;

    /// <summary>Window of the circuit, in seconds.</summary>
    [Range(1, 600)]
    public int BreakerWindowSeconds { get; set; } = 10;

    /// <summary>Time that a circuit stays open before one request may try, in seconds.</summary>
    [Range(1, 600)]
    public int BreakSeconds { get; set; } = 3;
}
