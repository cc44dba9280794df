using System.Text.Json.Serialization;

namespace Ctas7.Realtime.Messages;

/// <summary>The answer to a client's <c>ping</c>; everything that the client asked before it has been done.</summary>
/// <param name="Timestamp">The server's time.</param>
public sealed record PongMessage(DateTimeOffset Timestamp)
{
    /// <summary>Always <c>pong</c>.</summary>
    [JsonPropertyOrder(-1)]
    public string Type => "pong";
}
