using Ctas7.Realtime.Messages;

namespace Ctas7.Realtime.Connections;

/// <summary>Something a client sent: a message, or one that was refused before it could be understood.</summary>
/// <param name="Message">The message.</param>
/// <param name="Refusal">The answer to a refused one.</param>
public sealed record Incoming(ClientMessage? Message, ErrorMessage? Refusal);
