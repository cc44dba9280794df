using System.Buffers.Text;
using System.Text;

namespace Ctas7.Realtime.History;

/// <summary>An event in its place. Immutable; its bytes are shared by every client.</summary>
public sealed record LogEntry
{
    /// <summary>Its place in the channel, from 1 without gaps.</summary>
    public required long Offset { get; init; }

    /// <summary>The epoch it was appended in.</summary>
    public required string Epoch { get; init; }

    /// <summary>Identity of the fact.</summary>
    public required Guid EventId { get; init; }

    /// <summary>Dotted name, such as <c>crate.updated</c>.</summary>
    public required string Type { get; init; }

    /// <summary>When the fact became true.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>W3C traceparent of the append, if there was one.</summary>
    public string? TraceParent { get; init; }

    /// <summary>The whole event as one line of UTF-8 JSON.</summary>
    public required ReadOnlyMemory<byte> Json { get; init; }

    /// <summary>
    /// Reads what <see cref="HistoryScripts.Append"/> publishes: <c>offset epoch id type milliseconds traceparent LF json</c>.
    /// False when the bytes are something else.
    /// </summary>
    public static bool TryParse(ReadOnlyMemory<byte> message, out LogEntry? entry)
    {
        entry = null;
        var space = message.Span.IndexOf((byte)' ');
        var line = message.Span.IndexOf((byte)'\n');
        return space > 0 && line > space
            && Utf8Parser.TryParse(message.Span[..space], out long offset, out var digits) && digits == space
            && TryParse(offset, message.Span[(space + 1)..line], message[(line + 1)..], out entry);
    }

    /// <summary>Reads an entry of the stream: its offset, its description (<c>epoch id type milliseconds traceparent</c>) and its JSON.</summary>
    public static bool TryParse(long offset, ReadOnlySpan<byte> description, ReadOnlyMemory<byte> json, out LogEntry? entry)
    {
        var parts = Encoding.UTF8.GetString(description).Split(' ');
        var valid = parts.Length == 5 & json.Length > 0;
        entry = valid && Guid.TryParseExact(parts[1], "N", out var id) && long.TryParse(parts[3], out var milliseconds)
            ? new LogEntry
            {
                Offset = offset,
                Epoch = parts[0],
                EventId = id,
                Type = parts[2],
                OccurredAt = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds),
                TraceParent = parts[4] is "-" ? null : parts[4],
                Json = json,
            }
            : null;
        return entry is not null;
    }
}
