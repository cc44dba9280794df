using System.Text.Json.Serialization;

namespace Ctas7.Realtime.Messages;

/// <summary>A client message was refused, or the connection is about to be closed by the server.</summary>
/// <param name="Code">Stable, lower_snake.</param>
/// <param name="Message">What is wrong and what to send instead.</param>
public sealed record ErrorMessage(string Code, string Message)
{
    /// <summary>Always <c>error</c>.</summary>
    [JsonPropertyOrder(-1)]
    public string Type => "error";
}
