using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Ctas7.Realtime;

/// <summary>Limits and times of the service; section <c>Realtime</c>. Every limit has a finite default.</summary>
public sealed class RealtimeOptions : IValidatableObject
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Realtime";

    /// <summary>Open connections of this replica in all; one more is refused with 503.</summary>
    [Range(1, 1_000_000)]
    public int MaxConnections { get; set; } = 20_000;

    /// <summary>Open connections of one client address on this replica; one more is refused with 429.</summary>
    [Range(1, 1_000_000)]
    public int MaxConnectionsPerAddress { get; set; } = 500;

    /// <summary>Bytes of one client message; a longer one closes with 1009.</summary>
    [Range(256, 1 << 20)]
    public int MaxMessageBytes { get; set; } = 64 * 1024;

    /// <summary>Messages a second that one client may send in the long run; more closes with 1008.</summary>
    [Range(1, 100_000)]
    public int MessagesPerSecond { get; set; } = 20;

    /// <summary>Messages that one client may send at once.</summary>
    [Range(1, 100_000)]
    public int MessageBurst { get; set; } = 60;

    /// <summary>Channels that one connection may have, and that one message may name.</summary>
    [Range(1, 1_000)]
    public int MaxSubscriptions { get; set; } = 32;

    /// <summary>Events that a client may be behind on one channel before it is closed with 4008.</summary>
    [Range(16, 1 << 20)]
    public int BacklogEvents { get; set; } = 8_192;

    /// <summary>Bytes that a client may be behind on one channel before it is closed with 4008; the memory of one channel.</summary>
    [Range(64 * 1024, 1 << 30)]
    public int BacklogBytes { get; set; } = 32 * 1024 * 1024;

    /// <summary>Events that Redis keeps per channel for recovery; Redis may keep a few more.</summary>
    [Range(100, 10_000_000)]
    public int HistoryEvents { get; set; } = 10_000;

    /// <summary>How long the id of an event is remembered, so that a second delivery of it is dropped.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "7.00:00:00")]
    public TimeSpan DeduplicationWindow { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Time between pings to a client.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>Pings in a row without any answer after which a client counts as dead.</summary>
    [Range(1, 10)]
    public int MissedPings { get; set; } = 2;

    /// <summary>How long one write to a client may take before the connection is cut.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan SendTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a closing connection waits for the client's side of it.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan CloseTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Time over which connections are closed on shutdown, at most; a hundred connections a second at least.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan DrainTime { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Origins of browsers that may connect, such as <c>https://ops.example.org</c>; <c>*</c> allows every one. Pages of the
    /// host that the request itself names are allowed on any port, and so are clients that send no <c>Origin</c>.
    /// </summary>
    public IList<string> AllowedOrigins { get; } = [];

    /// <summary>Addresses besides loopback whose <c>X-Forwarded-For</c> and <c>X-Forwarded-Host</c> are believed.</summary>
    public IList<string> TrustedProxies { get; } = [];

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        TrustedProxies.Where(proxy => !IPAddress.TryParse(proxy, out _)).Select(proxy => new ValidationResult(
            $"{Section}:{nameof(TrustedProxies)} holds '{proxy}', which is no IP address.", [nameof(TrustedProxies)]));
}
