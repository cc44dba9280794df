using System.Text.Json.Serialization;

namespace Ctas7.Realtime.Messages;

/// <summary>The first message of every connection.</summary>
/// <param name="ConnectionId">UUIDv7, for logs and questions to the operator.</param>
/// <param name="Epoch">The present epoch of the history.</param>
/// <param name="Channels">The channels that this connection has now, with the offset after which each begins.</param>
/// <param name="Limits">What the client must keep to.</param>
public sealed record WelcomeMessage(string ConnectionId, string Epoch, IReadOnlyDictionary<string, long> Channels, ClientLimits Limits)
{
    /// <summary>Always <c>welcome</c>.</summary>
    [JsonPropertyOrder(-1)]
    public string Type => "welcome";
}
