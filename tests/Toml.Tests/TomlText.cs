using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Ctas7.Toml.Tests;

/// <summary>Parsing from string literals.</summary>
internal static class TomlText
{
    public static readonly TomlOptions Toml11 = new() { Version = TomlVersion.Toml11 };

    public static TomlTable Parse(string text, TomlOptions? options = null) => TomlDocument.Parse(Encoding.UTF8.GetBytes(text), options).Root;

    public static TomlValue Value(string text, TomlOptions? options = null) => Parse($"v = {text}", options)["v"];

    public static TomlError Error(string text, TomlOptions? options = null) => Error(Encoding.UTF8.GetBytes(text), options);

    public static TomlError Error(byte[] utf8, TomlOptions? options = null)
    {
        TomlDocument.TryParse(utf8, options ?? TomlOptions.Default, out var document, out var error).ShouldBeFalse();
        document.ShouldBeNull();
        return error;
    }

    public static string Json(TomlValue value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            value.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
