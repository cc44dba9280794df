using System.Text;

namespace Ctas7.Realtime.Connections;

/// <summary>Why the server ends a connection.</summary>
/// <param name="Status">WebSocket close code (RFC 6455, 7.4; 4000..4999 are this protocol's own); 0 when nothing can be sent any more.</param>
/// <param name="Code">Stable, lower_snake; the label in metrics.</param>
/// <param name="Text">For people.</param>
/// <param name="CanResume">The client may go on where it stopped, so it is told where that is.</param>
public sealed record CloseReason(int Status, string Code, string Text, bool CanResume = false)
{
    /// <summary>A close frame has room for this much text (RFC 6455, 5.5).</summary>
    private const int MaxTextBytes = 123;

    /// <summary>The client closed.</summary>
    public static CloseReason ByClient { get; } = new(1000, "client", "");

    /// <summary>The connection broke.</summary>
    public static CloseReason Broken { get; } = new(0, "broken", "");

    /// <summary>A frame against RFC 6455; the socket has said which.</summary>
    public static CloseReason ProtocolError { get; } = new(1002, "protocol_error", "");

    /// <summary>The client did not take a message in time.</summary>
    public static CloseReason SendTimeout { get; } = new(0, "send_timeout", "");

    /// <summary>The client fell behind by more than is kept for it.</summary>
    public static CloseReason TooSlow { get; } = new(4008, "too_slow", "too slow", CanResume: true);

    /// <summary>The service stops or restarts (1012).</summary>
    public static CloseReason Restart { get; } = new(1012, "restart", "restart", CanResume: true);

    /// <summary>The client sent more messages a second than it may.</summary>
    public static CloseReason TooManyMessages(int perSecond) => new(1008, "rate_limited", $"more than {perSecond} messages a second");

    /// <summary>A message has too many fragments.</summary>
    public static CloseReason TooManyFragments(int limit) => new(1008, "too_many_fragments", $"a message arrives in more than {limit} pieces");

    /// <summary>A message is too long.</summary>
    public static CloseReason TooBig(int bytes) => new(1009, "message_too_big", $"messages may have up to {bytes} bytes");

    /// <summary>A binary message.</summary>
    public static CloseReason NotText { get; } = new(1003, "not_text", "messages are text (JSON)");

    /// <summary>The text of the close frame: with <paramref name="positions"/> as far as they fit, as <c>since</c> takes them.</summary>
    public string Describe(PositionSet positions)
    {
        ArgumentNullException.ThrowIfNull(positions);
        if (!CanResume)
        {
            return Text;
        }

        var text = $"{Text}; resume ";
        var resume = positions.Format(MaxTextBytes - Encoding.UTF8.GetByteCount(text));
        return resume.Length == 0 ? Text : text + resume;
    }
}
