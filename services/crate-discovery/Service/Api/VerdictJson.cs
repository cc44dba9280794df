using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Ctas7.CrateDiscovery.Registry;
using Ctas7.CrateDiscovery.Validation;

namespace Ctas7.CrateDiscovery.Api;

/// <summary>A verdict as JSON.</summary>
internal static class VerdictJson
{
    private static readonly JsonWriterOptions Form = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    internal static ReadOnlyMemory<byte> Write(ManifestVerdict verdict)
    {
        var buffer = new ArrayBufferWriter<byte>(2048);
        using (var json = new Utf8JsonWriter(buffer, Form))
        {
            var manifest = verdict.Manifest;
            json.WriteStartObject();
            json.WriteBoolean("valid", verdict.IsValid);
            json.WriteString("name", manifest?.Name);
            json.WriteString("version", manifest?.Version);
            json.WriteString("crate_id", verdict.Crate?.Id.ToString());
            json.WriteStartArray("issues");
            foreach (var issue in verdict.Issues)
            {
                CrateJson.WriteIssue(json, issue);
            }

            json.WriteEndArray();
            json.WriteStartArray("conflicts");
            foreach (var conflict in verdict.Conflicts)
            {
                Write(json, conflict);
            }

            json.WriteEndArray();
            json.WritePropertyName("compliance");
            CrateJson.WriteCompliance(json, manifest);
            json.WriteString("trivariate_hash", manifest?.TrivariateHash);
            json.WriteString("content_hash", verdict.ContentHash);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static void Write(Utf8JsonWriter json, PortConflict conflict)
    {
        json.WriteStartObject();
        json.WriteNumber("port", conflict.Port);
        json.WriteString("kind", conflict.Kind);
        json.WriteString("severity", CrateJson.NameOf(conflict.Severity));
        json.WriteString("key", conflict.Key);
        json.WriteString("crate", conflict.Crate);
        json.WriteString("crate_path", conflict.CratePath);
        json.WriteString("message", conflict.Message);
        json.WriteEndObject();
    }
}
