namespace Ctas7.Realtime.History;

/// <summary>The names that the history uses in Redis. The hash tag keeps them on one node of a cluster.</summary>
public static class HistoryKeys
{
    private const string Prefix = "{ctas7:realtime}:";

    /// <summary>String: the life of the whole history. Lost memory, new epoch.</summary>
    public const string Epoch = Prefix + "epoch";

    /// <summary>Integer: the offset of the channel's newest event.</summary>
    public static string Head(string channel) => $"{Prefix}head:{channel}";

    /// <summary>Stream: the channel's events, with the id <c>offset-0</c>.</summary>
    public static string Stream(string channel) => $"{Prefix}events:{channel}";

    /// <summary>String with a time to live: this event was appended, at this offset.</summary>
    public static string Seen(Guid eventId) => $"{Prefix}seen:{eventId:N}";

    /// <summary>String with a short time to live: the replica that writes the channel.</summary>
    public static string Writer(string channel) => $"{Prefix}writer:{channel}";

    /// <summary>Publish/subscribe channel that carries every appended event to the replicas.</summary>
    public static string Bell(string channel) => $"{Prefix}bell:{channel}";

    /// <summary>Integer: the highest fencing token seen of a source's events.</summary>
    public static string Fence(string source) => $"{Prefix}fence:{source}";
}
