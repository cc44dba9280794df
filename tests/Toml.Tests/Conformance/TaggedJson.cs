using System.Globalization;
using System.Text.Json;

namespace Ctas7.Toml.Tests.Conformance;

/// <summary>Compares a document with the tagged JSON of toml-test: every scalar is {"type": …, "value": "…"}.</summary>
internal static class TaggedJson
{
    /// <summary>Null when the value is what the JSON says, else where and how it differs.</summary>
    public static string? Difference(TomlValue actual, JsonElement expected, string path = "")
    {
        if (expected.ValueKind == JsonValueKind.Array) return ArrayDifference(actual, expected, path);
        if (IsScalar(expected)) return ScalarDifference(actual, expected, path);
        if (!actual.TryGetTable(out var table)) return $"{path}: expected a table, got {actual.Kind}";
        if (table.Count != expected.EnumerateObject().Count()) return $"{path}: {table.Count} keys, expected {expected.EnumerateObject().Count()}";
        foreach (var property in expected.EnumerateObject())
        {
            if (!table.TryGetValue(property.Name, out var value)) return $"{path}: no key {property.Name}";
            if (Difference(value, property.Value, $"{path}.{property.Name}") is { } difference) return difference;
        }

        return null;
    }

    private static bool IsScalar(JsonElement json) =>
        json.EnumerateObject().Count() == 2 && json.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String
        && json.TryGetProperty("value", out var value) && value.ValueKind == JsonValueKind.String;

    private static string? ArrayDifference(TomlValue actual, JsonElement expected, string path)
    {
        if (!actual.TryGetArray(out var array)) return $"{path}: expected an array, got {actual.Kind}";
        if (array.Count != expected.GetArrayLength()) return $"{path}: {array.Count} elements, expected {expected.GetArrayLength()}";
        for (var i = 0; i < array.Count; i++)
        {
            if (Difference(array[i], expected[i], $"{path}[{i}]") is { } difference) return difference;
        }

        return null;
    }

    private static string? ScalarDifference(TomlValue actual, JsonElement expected, string path)
    {
        var text = expected.GetProperty("value").GetString()!;
        var type = expected.GetProperty("type").GetString();
        var same = type switch
        {
            "string" => actual.TryGetString(out var value) && value == text,
            "integer" => actual.TryGetInt64(out var value) && value == long.Parse(text, CultureInfo.InvariantCulture),
            "float" => actual.Kind == TomlValueKind.Float && SameBits(actual.GetDouble(), Float(text)),
            "bool" => actual.TryGetBoolean(out var value) && value == bool.Parse(text),
            "datetime" => SameTime(actual, text, TomlValueKind.OffsetDateTime),
            "datetime-local" => SameTime(actual, text, TomlValueKind.LocalDateTime),
            "date-local" => SameTime(actual, text, TomlValueKind.LocalDate),
            "time-local" => SameTime(actual, text, TomlValueKind.LocalTime),
            _ => false,
        };
        return same ? null : $"{path}: expected {type} {text}, got {actual.Kind}";
    }

    private static double Float(string text) => text switch
    {
        "inf" or "+inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        "nan" or "+nan" or "-nan" => double.NaN,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };

    private static bool SameBits(double one, double other) =>
        double.IsNaN(one) ? double.IsNaN(other) : BitConverter.DoubleToInt64Bits(one) == BitConverter.DoubleToInt64Bits(other);

    /// <summary>The suite pads fractions with zeros, so .5 and .500 are the same.</summary>
    private static bool SameTime(TomlValue actual, string text, TomlValueKind kind) =>
        actual.Kind == kind && WithoutPadding(actual.GetTemporal().ToString()) == WithoutPadding(text);

    private static string WithoutPadding(string time)
    {
        var point = time.IndexOf('.', StringComparison.Ordinal);
        if (point < 0) return time;
        var end = point + 1;
        while (end < time.Length && char.IsAsciiDigit(time[end])) end++;
        return time[..end].TrimEnd('0').TrimEnd('.') + time[end..];
    }
}
