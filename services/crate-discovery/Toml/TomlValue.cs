using System.Text;
using System.Text.Json;
using Ctas7.Toml.Parsing;

namespace Ctas7.Toml;

/// <summary>
/// A value of a document. The getters of one type give false (or throw, in the <c>Get</c> form) for a value of another type; nothing is
/// converted, except that <see cref="TryGetDouble"/> also takes an integer that a double holds exactly.
/// </summary>
public readonly struct TomlValue
{
    private readonly TomlDocument? _document;
    private readonly int _node;

    internal TomlValue(TomlDocument document, int node)
    {
        _document = document;
        _node = node;
    }

    /// <summary>The type, or <see cref="TomlValueKind.None"/> for the default value.</summary>
    public TomlValueKind Kind => _document is null ? TomlValueKind.None : Node.Kind;

    /// <summary>Where the value starts in the document.</summary>
    /// <exception cref="InvalidOperationException">This is the default value, which is nowhere.</exception>
    public TomlPosition Position => Document.Locate(Node.Start);

    private TomlDocument Document => _document ?? throw new InvalidOperationException("There is no TOML value here: the lookup before has failed.");

    private ref readonly Node Node => ref Document.NodeAt(_node);

    /// <summary>The string; made anew on each call.</summary>
    /// <exception cref="InvalidOperationException">The value is of another type; so for every <c>Get</c> method.</exception>
    public string GetString() => TryGetString(out var value) ? value : throw Not("a string");

    /// <summary>The integer.</summary>
    public long GetInt64() => TryGetInt64(out var value) ? value : throw Not("an integer");

    /// <summary>The float, or an integer that is exact as one.</summary>
    public double GetDouble() => TryGetDouble(out var value) ? value : throw Not("a float");

    /// <summary>The boolean.</summary>
    public bool GetBoolean() => TryGetBoolean(out var value) ? value : throw Not("a boolean");

    /// <summary>The date or time, of any of the four types, exactly as written.</summary>
    public TomlTemporal GetTemporal() => TryGetTemporal(out var value) ? value : throw Not("a date or time");

    /// <summary>The table.</summary>
    public TomlTable GetTable() => TryGetTable(out var value) ? value : throw Not("a table");

    /// <summary>The array.</summary>
    public TomlArray GetArray() => TryGetArray(out var value) ? value : throw Not("an array");

    /// <summary>Gives a string.</summary>
    public bool TryGetString(out string value)
    {
        value = "";
        if (Kind != TomlValueKind.String) return false;
        ref readonly var node = ref Node;
        value = node.Escaped ? Encoding.UTF8.GetString(Decode(in node)) : Encoding.UTF8.GetString(Text(in node));
        return true;
    }

    /// <summary>Gives a string as UTF-8; without a copy unless it has escapes.</summary>
    public bool TryGetUtf8(out ReadOnlySpan<byte> value)
    {
        value = default;
        if (Kind != TomlValueKind.String) return false;
        ref readonly var node = ref Node;
        value = node.Escaped ? Decode(in node) : Text(in node);
        return true;
    }

    /// <summary>Gives an integer.</summary>
    public bool TryGetInt64(out long value)
    {
        var isInteger = Kind == TomlValueKind.Integer;
        value = isInteger ? Node.Number : 0;
        return isInteger;
    }

    /// <summary>Gives a float, or an integer that is exact as one.</summary>
    public bool TryGetDouble(out double value)
    {
        value = 0;
        if (Kind == TomlValueKind.Float)
        {
            value = BitConverter.Int64BitsToDouble(Node.Number);
            return true;
        }

        if (!TryGetInt64(out var integer) || Math.Abs((decimal)integer) > 1L << 53) return false;
        value = integer;
        return true;
    }

    /// <summary>Gives a boolean.</summary>
    public bool TryGetBoolean(out bool value)
    {
        var isBoolean = Kind == TomlValueKind.Boolean;
        value = isBoolean && Node.Number != 0;
        return isBoolean;
    }

    /// <summary>Gives a date or time of any of the four types, exactly as written.</summary>
    public bool TryGetTemporal([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out TomlTemporal? value)
    {
        value = Kind is >= TomlValueKind.OffsetDateTime and <= TomlValueKind.LocalTime ? TomlTemporal.FromChecked(Text(in Node)) : null;
        return value is not null;
    }

    /// <summary>Gives an offset date and time; see <see cref="TomlTemporal.TryToDateTimeOffset"/>.</summary>
    public bool TryGetDateTimeOffset(out DateTimeOffset value)
    {
        value = default;
        return Kind == TomlValueKind.OffsetDateTime && GetTemporal().TryToDateTimeOffset(out value);
    }

    /// <summary>Gives a local date and time; see <see cref="TomlTemporal.TryToDateTime"/>.</summary>
    public bool TryGetDateTime(out DateTime value)
    {
        value = default;
        return Kind == TomlValueKind.LocalDateTime && GetTemporal().TryToDateTime(out value);
    }

    /// <summary>Gives a local date; see <see cref="TomlTemporal.TryToDateOnly"/>.</summary>
    public bool TryGetDate(out DateOnly value)
    {
        value = default;
        return Kind == TomlValueKind.LocalDate && GetTemporal().TryToDateOnly(out value);
    }

    /// <summary>Gives a local time; see <see cref="TomlTemporal.TryToTimeOnly"/>.</summary>
    public bool TryGetTime(out TimeOnly value)
    {
        value = default;
        return Kind == TomlValueKind.LocalTime && GetTemporal().TryToTimeOnly(out value);
    }

    /// <summary>Gives a table.</summary>
    public bool TryGetTable(out TomlTable value)
    {
        var isTable = Kind == TomlValueKind.Table;
        value = isTable ? new TomlTable(Document, _node) : default;
        return isTable;
    }

    /// <summary>Gives an array.</summary>
    public bool TryGetArray(out TomlArray value)
    {
        var isArray = Kind == TomlValueKind.Array;
        value = isArray ? new TomlArray(Document, _node) : default;
        return isArray;
    }

    /// <summary>
    /// Writes the value as JSON: dates and times as RFC 3339 strings, infinities and NaN as the strings <c>inf</c>, <c>-inf</c> and
    /// <c>nan</c>, the default value as null.
    /// </summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        switch (Kind)
        {
            case TomlValueKind.None:
                writer.WriteNullValue();
                break;
            case TomlValueKind.String:
                TryGetUtf8(out var text);
                writer.WriteStringValue(text);
                break;
            case TomlValueKind.Integer:
                writer.WriteNumberValue(Node.Number);
                break;
            case TomlValueKind.Float:
                WriteFloat(writer, BitConverter.Int64BitsToDouble(Node.Number));
                break;
            case TomlValueKind.Boolean:
                writer.WriteBooleanValue(Node.Number != 0);
                break;
            case TomlValueKind.Array:
                writer.WriteStartArray();
                foreach (var element in GetArray()) element.WriteTo(writer);
                writer.WriteEndArray();
                break;
            case TomlValueKind.Table:
                WriteTable(writer, GetTable());
                break;
            default:
                writer.WriteStringValue(GetTemporal().ToString());
                break;
        }
    }

    private static void WriteTable(Utf8JsonWriter writer, TomlTable table)
    {
        writer.WriteStartObject();
        foreach (var entry in table)
        {
            writer.WritePropertyName(entry.KeyUtf8);
            entry.Value.WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    private static void WriteFloat(Utf8JsonWriter writer, double value)
    {
        if (double.IsFinite(value)) writer.WriteNumberValue(value);
        else writer.WriteStringValue(double.IsNaN(value) ? "nan"u8 : value > 0 ? "inf"u8 : "-inf"u8);
    }

    private ReadOnlySpan<byte> Text(in Node node) => Document.Source.Span.Slice(node.TextStart, node.TextLength);

    private byte[] Decode(in Node node)
    {
        var content = Text(in node);
        var decoded = new byte[content.Length];
        var length = StringDecoder.Decode(content, decoded);
        return length == decoded.Length ? decoded : decoded[..length];
    }

    private InvalidOperationException Not(string wanted) => new($"The TOML value at {Position} is not {wanted} but {Kind}.");
}
