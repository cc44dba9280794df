using System.ComponentModel.DataAnnotations;

namespace Ctas7.ServiceDefaults.Bus;

/// <summary>How this service uses RabbitMQ; section <c>Bus</c>.</summary>
public sealed class BusOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Bus";

    /// <summary>Messages that the broker may send ahead, per queue.</summary>
    [Range(1, 10_000)]
    public int Prefetch { get; set; } = 64;

    /// <summary>Messages handled at once, per queue.</summary>
    [Range(1, 10_000)]
    public int Concurrency { get; set; } = 16;

    /// <summary>Tries that follow a failed one at once.</summary>
    [Range(0, 10)]
    public int ImmediateRetries { get; set; } = 2;

    /// <summary>
    /// Pauses before further tries, in milliseconds; the message stays unacknowledged meanwhile. Then it goes to <c>&lt;queue&gt;_error</c>.
    /// </summary>
    /// <remarks>Null stands for 200, 1000, 5000: the binder would append configured values to a default array.</remarks>
    [MaxLength(10)]
    public int[]? DelayedRetriesMs { get; set; }

    internal IEnumerable<TimeSpan> Pauses =>
        Enumerable.Repeat(TimeSpan.Zero, ImmediateRetries)
            .Concat((DelayedRetriesMs ?? [200, 1000, 5000]).Select(pause => TimeSpan.FromMilliseconds(pause)));

    /// <summary>Time for a broker to confirm a message, in seconds.</summary>
    [Range(1, 300)]
    public int PublishTimeoutSeconds { get; set; } = 10;

    /// <summary>Time for consumers to finish what they hold when the service stops, in seconds.</summary>
    [Range(1, 300)]
    public int StopTimeoutSeconds { get; set; } = 10;
}
