using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace Ctas7.Toml.Tests.Robustness;

/// <summary>Any tree of values, written as TOML in any of its styles, is read back as the same tree.</summary>
public sealed class RoundTripTests
{
    private static readonly Gen<string> Texts = Gen.Elements(
        "", "a", "key-1", "_", "a.b", " ", "é", "😀\t", "\"", "'", "\\", "\n", "\u0001", "=#[]{},", "0", "true");

    [Fact]
    public void Values_written_as_TOML_are_read_back() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(1_000).WithEndSize(40),
        Prop.ForAll(Table(4).ToArbitrary(), Gen.Choose(0, int.MaxValue).ToArbitrary(), (table, style) =>
        {
            var toml = new StringBuilder();
            WriteSection(toml, (JsonObject)JsonNode.Parse(table)!, [], new Random(style));
            var read = JsonNode.Parse(TomlText.Json(TomlText.Parse(toml.ToString()).AsValue()));
            return JsonNode.DeepEquals(read, JsonNode.Parse(table)).Label($"{toml}");
        }));

    private static Gen<string> Table(int depth) =>
        from keys in Texts.ArrayOf()
        from values in Value(depth - 1).ArrayOf(keys.Distinct().Count())
        select $"{{{string.Join(',', keys.Distinct().Zip(values, (key, value) => $"{JsonSerializer.Serialize(key)}:{value}"))}}}";

    private static Gen<string> Value(int depth)
    {
        var scalar = Gen.OneOf(
            Texts.Select(text => JsonSerializer.Serialize(text)),
            ArbMap.Default.GeneratorFor<long>().Select(number => number.ToString(CultureInfo.InvariantCulture)),
            Gen.Elements("0.5", "-1E+100", "5E-324", "true", "false"));
        return depth <= 0
            ? scalar
            : Gen.OneOf(scalar, Gen.Sized(size => Table(depth).Resize(size / 2)), Gen.Sized(size => Array(depth).Resize(size / 2)));
    }

    private static Gen<string> Array(int depth) => Value(depth - 1).ArrayOf().Select(items => $"[{string.Join(',', items)}]");

    /// <summary>Writes the plain keys of a table first, then what gets headers of its own.</summary>
    private static void WriteSection(StringBuilder toml, JsonObject table, string[] path, Random style)
    {
        var later = table.Where(entry => style.Next(2) == 0 && HasHeader(entry.Value)).ToList();
        foreach (var (key, value) in table.Where(entry => later.All(other => other.Key != entry.Key)))
        {
            WriteKey(toml, [key], value, style, style.Next(3) switch { 0 => "\n", 1 => " # é\r\n", _ => "\n\n\t" });
            toml.Append('\n');
        }

        foreach (var (key, value) in later)
        {
            string[] name = [.. path, key];
            foreach (var section in value is JsonArray array ? array.ToList() : [value])
            {
                var (open, close) = value is JsonArray ? ("[[", "]]") : ("[", "]");
                toml.Append(open).AppendJoin(" . ", name.Select(part => Quoted(part, style, isKey: true))).Append(close).Append('\n');
                WriteSection(toml, (JsonObject)section!, name, style);
            }
        }
    }

    private static bool HasHeader(JsonNode? value) =>
        value is JsonObject || (value is JsonArray { Count: > 0 } array && array.All(item => item is JsonObject));

    /// <summary>Writes a key with its value; a table may become several dotted keys with <paramref name="between"/> in between.</summary>
    private static void WriteKey(StringBuilder toml, string[] path, JsonNode? value, Random style, string between)
    {
        if (value is JsonObject { Count: > 0 } table && style.Next(2) == 0)
        {
            var separator = "";
            foreach (var (key, inner) in table)
            {
                toml.Append(separator);
                WriteKey(toml, [.. path, key], inner, style, between);
                separator = between;
            }

            return;
        }

        toml.AppendJoin('.', path.Select(part => Quoted(part, style, isKey: true))).Append(" = ");
        WriteValue(toml, value, style);
    }

    private static void WriteValue(StringBuilder toml, JsonNode? value, Random style)
    {
        switch (value)
        {
            case JsonObject table:
                toml.Append('{');
                var separator = "";
                foreach (var (key, inner) in table)
                {
                    toml.Append(separator);
                    WriteKey(toml, [key], inner, style, " , ");
                    separator = ", ";
                }

                toml.Append('}');
                break;
            case JsonArray array:
                toml.Append("[ # open\n");
                foreach (var item in array)
                {
                    WriteValue(toml, item, style);
                    toml.Append(style.Next(2) == 0 ? "," : "\n,\n");
                }

                toml.Append(']');
                break;
            default:
                var isText = value!.GetValueKind() == JsonValueKind.String;
                toml.Append(isText ? Quoted(value.GetValue<string>(), style, isKey: false) : value.ToJsonString());
                break;
        }
    }

    private static string Quoted(string text, Random style, bool isKey)
    {
        var canBeBare = isKey && text.Length > 0 && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_');
        if (canBeBare && style.Next(3) > 0) return text;
        if (!text.Any(letter => char.IsControl(letter) || letter == '\'') && style.Next(2) == 0) return $"'{text}'";
        var escaped = string.Concat(text.Select(letter => letter is '"' or '\\' || char.IsControl(letter) ? $"\\u{(int)letter:x4}" : $"{letter}"));
        return !isKey && style.Next(2) == 0 ? $"\"\"\"\n{escaped}\\\n  \"\"\"" : $"\"{escaped}\"";
    }
}
