namespace Ctas7.Realtime.Messages;

/// <summary>Limits of one connection.</summary>
/// <param name="MessageBytes">Bytes of one client message.</param>
/// <param name="MessagesPerSecond">Client messages a second in the long run.</param>
/// <param name="MessageBurst">Client messages at once.</param>
/// <param name="Subscriptions">Channels at a time.</param>
/// <param name="BacklogEvents">Events that the client may be behind per channel.</param>
/// <param name="BacklogBytes">Bytes that the client may be behind per channel.</param>
/// <param name="PingIntervalMs">Milliseconds between pings.</param>
/// <param name="MissedPings">Unanswered pings after which the connection is cut.</param>
public sealed record ClientLimits(
    int MessageBytes,
    int MessagesPerSecond,
    int MessageBurst,
    int Subscriptions,
    int BacklogEvents,
    int BacklogBytes,
    double PingIntervalMs,
    int MissedPings)
{
    /// <summary>The limits that the options set.</summary>
    public static ClientLimits From(RealtimeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new ClientLimits(
            options.MaxMessageBytes,
            options.MessagesPerSecond,
            options.MessageBurst,
            options.MaxSubscriptions,
            options.BacklogEvents,
            options.BacklogBytes,
            options.PingInterval.TotalMilliseconds,
            options.MissedPings);
    }
}
