using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Ctas7.CrateDiscovery.Manifests;
using Ctas7.CrateDiscovery.Registry;

namespace Ctas7.CrateDiscovery.Graph.Model;

/// <summary>
/// Nodes and edges as JSON objects. Written once per change, so that an answer is a copy of bytes. One buffer serves
/// all that one batch writes. Not thread-safe.
/// </summary>
internal sealed class GraphJson : IDisposable
{
    // Only what JSON itself demands is escaped: bodies are application/json with nosniff.
    internal static readonly JsonWriterOptions Form = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Where in the JSON of a node its id begins.</summary>
    internal const int IdAt = 6;

    private static readonly JsonEncodedText From = JsonEncodedText.Encode("from");
    private static readonly JsonEncodedText To = JsonEncodedText.Encode("to");
    private static readonly JsonEncodedText Kind = JsonEncodedText.Encode("kind");
    private static readonly JsonEncodedText Source = JsonEncodedText.Encode("source");
    private static readonly JsonEncodedText Key = JsonEncodedText.Encode("key");
    private static readonly JsonEncodedText Requirement = JsonEncodedText.Encode("requirement");
    private static readonly JsonEncodedText DeclaredBy = JsonEncodedText.Encode("declared_by");
    private readonly ArrayBufferWriter<byte> _buffer = new(1024);
    private readonly Utf8JsonWriter _json;

    internal GraphJson() => _json = new Utf8JsonWriter(_buffer, Form);

    /// <summary>How much was written since the last <see cref="Take"/>.</summary>
    internal int Written => _buffer.WrittenCount;

    /// <summary>What was written, which is forgotten here.</summary>
    internal byte[] Take()
    {
        var text = _buffer.WrittenSpan.ToArray();
        _buffer.ResetWrittenCount();
        return text;
    }

    /// <summary>JSON as it is.</summary>
    internal void Write(ReadOnlySpan<byte> json) => _buffer.Write(json);

    internal void Write(EdgeFact edge)
    {
        _json.WriteStartObject();
        _json.WriteString(From, edge.From);
        _json.WriteString(To, edge.To);
        _json.WriteString(Kind, edge.Kind.Word());
        _json.WriteString(Source, edge.Source);
        _json.WriteString(Key, edge.Key);
        _json.WriteString(Requirement, edge.Requirement);
        _json.WriteString(DeclaredBy, edge.DeclaredBy);
        if (edge.Kind == EdgeKind.References)
        {
            _json.WriteString("owner", edge.Owner.Length == 0 ? null : edge.Owner);
        }

        _json.WriteEndObject();
        End();
    }

    /// <returns>The object, and the length of the id in it, which begins at <see cref="IdAt"/>.</returns>
    internal (byte[] Json, int IdLength) Node(string id, NodeKind kind, bool unresolved, CrateRecord? crate, int leftOut)
    {
        _json.WriteStartObject();
        _json.WriteString("id", id);
        var idLength = (int)(_json.BytesCommitted + _json.BytesPending) - IdAt;
        _json.WriteString(Kind, kind.Word());
        _json.WriteString("name", NodeId.NameOf(id));
        if (kind == NodeKind.Port)
        {
            _json.WriteNumber("port", int.Parse(NodeId.NameOf(id), NumberStyles.None, CultureInfo.InvariantCulture));
        }

        _json.WriteBoolean("unresolved", unresolved);
        if (crate is not null)
        {
            WriteCrate(crate, leftOut);
        }

        _json.WriteEndObject();
        End();
        return (Take(), idLength);
    }

    public void Dispose() => _json.Dispose();

    private void End()
    {
        _json.Flush();
        _json.Reset();
    }

    private void WriteCrate(CrateRecord crate, int leftOut)
    {
        _json.WriteString("state", CrateJson.NameOf(crate.State));
        _json.WriteString("version", crate.Manifest?.Version ?? "");
        _json.WriteString("classification", crate.Manifest?.Classification ?? ManifestParser.Unclassified);
        _json.WriteString("path", crate.Path);
        _json.WriteNumber("revision", crate.Revision);
        if (leftOut > 0)
        {
            _json.WriteNumber("edges_left_out", leftOut);
        }
    }
}
