using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Ctas7.CrateDiscovery.Manifests;
using Ctas7.CrateDiscovery.Registry;
using Ctas7.ServiceDefaults.Http;

namespace Ctas7.CrateDiscovery.Api;

/// <summary>What <c>GET /api/crates/{name}/hash</c> tells: how each of the three parts comes about.</summary>
internal static class HashAnswer
{
    private static readonly JsonWriterOptions Form = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    internal static ReadyAnswer Of(RegistrySnapshot snapshot, CrateRecord crate, Manifest manifest, HttpRequest request)
    {
        var buffer = new ArrayBufferWriter<byte>(1536);
        using (var json = new Utf8JsonWriter(buffer, Form))
        {
            Write(json, manifest);
        }

        var etag = ETags.Of(snapshot.Epoch, crate.Revision.ToString(CultureInfo.InvariantCulture), request.Path.Value, request.QueryString.Value);
        return new ReadyAnswer(buffer.WrittenMemory, etag);
    }

    private static void Write(Utf8JsonWriter json, Manifest manifest)
    {
        var parts = TrivariateHash.Explain(manifest.Name, manifest.Source.Span);
        json.WriteStartObject();
        json.WriteString("name", manifest.Name);
        json.WriteString("trivariate_hash", manifest.TrivariateHash);
        json.WriteString("text_form", $"triv:{string.Join('_', parts.Select(part => part.Digits))}");
        json.WriteString("content_hash", manifest.ContentHash);
        json.WriteString("source", TrivariateHash.Source);
        json.WriteString("algorithm", "murmur3_x64_128, h1 (the lower 64 bits)");
        json.WriteNumber("radix", TrivariateHash.Radix);
        json.WriteString("alphabet", TrivariateHash.Alphabet);
        json.WriteString("key", manifest.Name);
        json.WriteString("data", "the bytes of the manifest");
        json.WriteNumber("data_bytes", manifest.Source.Length);
        json.WriteStartArray("parts");
        foreach (var part in parts)
        {
            WritePart(json, part);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WritePart(Utf8JsonWriter json, TrivariatePart part)
    {
        json.WriteStartObject();
        json.WriteString("part", part.Name);
        json.WriteString("seed", string.Create(CultureInfo.InvariantCulture, $"0x{part.Seed:X8}"));
        json.WriteString("input", part.Input);
        json.WriteBoolean("followed_by_data", part.IsFollowedByData);
        json.WriteString("h1", part.Hash.ToString("x16", CultureInfo.InvariantCulture));
        json.WriteString("digits", part.Digits);
        json.WriteStartArray("digit_values");
        foreach (var digit in part.Digits)
        {
            json.WriteNumberValue(TrivariateHash.Alphabet.IndexOf(digit, StringComparison.Ordinal));
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
