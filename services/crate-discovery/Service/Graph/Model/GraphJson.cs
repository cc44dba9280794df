using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Ctas7.CrateDiscovery.Manifests;
using Ctas7.CrateDiscovery.Registry;

namespace Ctas7.CrateDiscovery.Graph.Model;

/// <summary>Nodes and edges as JSON objects. Written once per change, so that an answer is a copy of bytes.</summary>
internal static class GraphJson
{
    // Only what JSON itself demands is escaped: bodies are application/json with nosniff.
    internal static readonly JsonWriterOptions Form = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    internal static byte[] Write(EdgeFact edge)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, Form))
        {
            json.WriteStartObject();
            json.WriteString("from", edge.From);
            json.WriteString("to", edge.To);
            json.WriteString("kind", edge.Kind.Word());
            json.WriteString("source", edge.Source);
            json.WriteString("key", edge.Key);
            json.WriteString("requirement", edge.Requirement);
            json.WriteString("declared_by", edge.DeclaredBy);
            if (edge.Kind == EdgeKind.References)
            {
                json.WriteString("owner", edge.Owner.Length == 0 ? null : edge.Owner);
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    internal static byte[] Write(string id, NodeKind kind, bool unresolved, CrateRecord? crate, int leftOut)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, Form))
        {
            json.WriteStartObject();
            json.WriteString("id", id);
            json.WriteString("kind", kind.Word());
            json.WriteString("name", NodeId.NameOf(id));
            if (kind == NodeKind.Port)
            {
                json.WriteNumber("port", int.Parse(NodeId.NameOf(id), NumberStyles.None, CultureInfo.InvariantCulture));
            }

            json.WriteBoolean("unresolved", unresolved);
            if (crate is not null)
            {
                WriteCrate(json, crate, leftOut);
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteCrate(Utf8JsonWriter json, CrateRecord crate, int leftOut)
    {
        json.WriteString("state", CrateJson.NameOf(crate.State));
        json.WriteString("version", crate.Manifest?.Version ?? "");
        json.WriteString("classification", crate.Manifest?.Classification ?? ManifestParser.Unclassified);
        json.WriteString("path", crate.Path);
        json.WriteNumber("revision", crate.Revision);
        if (leftOut > 0)
        {
            json.WriteNumber("edges_left_out", leftOut);
        }
    }
}
