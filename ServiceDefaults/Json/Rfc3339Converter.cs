using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ctas7.ServiceDefaults.Json;

/// <summary>
/// Writes RFC 3339 in UTC with exactly three fraction digits (<c>2026-01-31T08:05:00.120Z</c>); reads any RFC 3339 time
/// with an offset. A time without an offset is refused, as it names no moment.
/// </summary>
public sealed class Rfc3339Converter : JsonConverter<DateTimeOffset>
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <inheritdoc/>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String && reader.TryGetDateTimeOffset(out var time) && HasOffset(reader.GetString()!))
        {
            return time;
        }

        throw new JsonException("A time is an RFC 3339 string with an offset, such as 2026-01-31T08:05:00.120Z.");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Span<char> text = stackalloc char[24];
        value.UtcDateTime.TryFormat(text, out var length, Format, CultureInfo.InvariantCulture);
        writer.WriteStringValue(text[..length]);
    }

    private static bool HasOffset(string text) =>
        text.IndexOf('T', StringComparison.Ordinal) is > 0 and var time && (text[^1] == 'Z' || text.LastIndexOfAny(['+', '-']) > time);
}
