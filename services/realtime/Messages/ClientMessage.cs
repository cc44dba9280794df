namespace Ctas7.Realtime.Messages;

/// <summary>What a client may send: <c>subscribe</c>, <c>unsubscribe</c>, <c>ping</c> or <c>ack</c>.</summary>
public sealed record ClientMessage
{
    /// <summary>Which message it is.</summary>
    public string? Type { get; init; }

    /// <summary>The channels of <c>subscribe</c> and <c>unsubscribe</c>.</summary>
    public IReadOnlyList<string>? Channels { get; init; }

    /// <summary>Of <c>subscribe</c>: the last event that the client has, per channel.</summary>
    public IReadOnlyDictionary<string, ClientPosition>? Since { get; init; }

    /// <summary>Of <c>ack</c>: the channel.</summary>
    public string? Channel { get; init; }

    /// <summary>Of <c>ack</c>: the last event that the client has dealt with.</summary>
    public long? Offset { get; init; }
}
