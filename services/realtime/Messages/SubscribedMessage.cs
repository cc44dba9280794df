using System.Text.Json.Serialization;

namespace Ctas7.Realtime.Messages;

/// <summary>Says where a channel goes on for this client: the next event is the one after <paramref name="Offset"/>.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Offset">The event before the first that comes, 0 when that is the channel's first.</param>
/// <param name="Epoch">The life of the history that counts the offset.</param>
/// <param name="Recovered">True only when nothing is missing since the place that the client named.</param>
/// <param name="Lost">Events that the client will not get, 0 when it named no place, null when nobody can know it.</param>
public sealed record SubscribedMessage(string Channel, long Offset, string Epoch, bool Recovered, long? Lost)
{
    /// <summary>Always <c>subscribed</c>.</summary>
    [JsonPropertyOrder(-1)]
    public string Type => "subscribed";
}
