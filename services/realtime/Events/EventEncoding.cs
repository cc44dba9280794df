using System.Buffers;
using System.Text.Json;
using Ctas7.Contracts;
using Ctas7.Realtime.History;
using Ctas7.ServiceDefaults.Json;

namespace Ctas7.Realtime.Events;

/// <summary>
/// Turns a bus message into the one JSON text that every client gets:
/// <c>{type, channel, offset, epoch, timestamp, data}</c>. Offset and epoch are known only to Redis, so the text is made
/// in two parts and Redis puts them between.
/// </summary>
public static class EventEncoding
{
    /// <summary>The record to append for a message.</summary>
    /// <param name="kind">The message's kind.</param>
    /// <param name="message">The message.</param>
    /// <param name="traceParent">W3C traceparent of the work that handles it, if any.</param>
    public static UnpositionedEvent Encode<T>(EventKind kind, T message, string? traceParent)
        where T : class, IBusEvent
    {
        ArgumentNullException.ThrowIfNull(kind);
        ArgumentNullException.ThrowIfNull(message);
        var fenced = message as IFencedEvent;
        return new UnpositionedEvent
        {
            Id = message.EventId,
            Type = kind.Type,
            Channel = kind.Channel,
            OccurredAt = message.OccurredAt,
            Source = SourceOf(kind, fenced),
            FencingToken = fenced?.FencingToken ?? 0,
            TraceParent = traceParent,
            Head = Head(kind),
            Tail = Tail(message),
        };
    }

    /// <summary>The service, and the lease within it. Messages of earlier versions name no lease.</summary>
    private static string SourceOf(EventKind kind, IFencedEvent? fenced)
        => string.IsNullOrEmpty(fenced?.Lease) ? kind.Message.Namespace! : $"{kind.Message.Namespace}/{fenced.Lease}";

    private static byte[] Head(EventKind kind)
    {
        var text = new ArrayBufferWriter<byte>(128);
        text.Write("{\"type\":"u8);
        text.Write(JsonSerializer.SerializeToUtf8Bytes(kind.Type, Ctas7Json.Options));
        text.Write(",\"channel\":"u8);
        text.Write(JsonSerializer.SerializeToUtf8Bytes(kind.Channel, Ctas7Json.Options));
        text.Write(",\"offset\":"u8);
        return text.WrittenSpan.ToArray();
    }

    private static byte[] Tail<T>(T message)
        where T : class, IBusEvent
    {
        var text = new ArrayBufferWriter<byte>(1024);
        text.Write("\"timestamp\":"u8);
        text.Write(JsonSerializer.SerializeToUtf8Bytes(message.OccurredAt, Ctas7Json.Options));
        text.Write(",\"data\":"u8);
        text.Write(JsonSerializer.SerializeToUtf8Bytes(message, Ctas7Json.Options));
        text.Write("}"u8);
        return text.WrittenSpan.ToArray();
    }
}
