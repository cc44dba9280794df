using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Ctas7.CrateDiscovery.Graph.Model;
using Ctas7.CrateDiscovery.Graph.Queries;

namespace Ctas7.CrateDiscovery.Graph.Answers;

/// <summary>Views as the JSON of <see cref="GraphAnswer"/>, <see cref="PathAnswer"/>, <see cref="ImpactAnswer"/> and <see cref="CyclesAnswer"/>.</summary>
internal static class AnswerJson
{
    /// <summary>Most members of one cycle that are named.</summary>
    internal const int MostMembers = 1000;

    private const int IdAt = 6;
    private static readonly ImmutableArray<byte[]> ViaKinds = [.. GraphWords.EdgeKinds.Select(kind => Encoding.UTF8.GetBytes($",\"kind\":\"{kind}\"}}"))];

    internal static ReadOnlyMemory<byte> Graph(GraphView view, GraphNode? root, int depth, GraphDirection direction) => Write(view, view.Truncated, json =>
    {
        json.WriteString("root", root?.Id);
        if (root is null)
        {
            json.WriteNull("depth");
        }
        else
        {
            json.WriteNumber("depth", depth);
        }

        json.WriteString("direction", root is null ? null : Word(direction));
    });

    internal static ReadOnlyMemory<byte> Path(GraphView view, GraphDirection direction) => Write(view, truncated: false, json =>
    {
        json.WriteString("from", view.Nodes[0].Node.Id);
        json.WriteString("to", view.Nodes[^1].Node.Id);
        json.WriteString("direction", Word(direction));
        json.WriteNumber("length", view.Edges.Count);
    });

    internal static ReadOnlyMemory<byte> Impact(GraphView view, GraphNode root) => Write(view, view.Truncated, json =>
    {
        json.WriteString("root", root.Id);
        json.WriteNumber("affected_crates", AffectedCrates(view, root));
    });

    internal static ReadOnlyMemory<byte> Cycles(GraphView view, IReadOnlyList<Cycle> shown, int total) => Write(view, shown.Count < total, json =>
    {
        json.WriteNumber("total", total);
        json.WriteStartArray("cycles");
        foreach (var cycle in shown)
        {
            json.WriteStartObject();
            json.WriteNumber("size", cycle.Members.Count);
            WriteIds(json, "members", cycle.Members.Take(MostMembers).Select(member => member.Id));
            WriteIds(json, "path", cycle.Path.Select(edge => edge.Fact.From).Append(cycle.Path[^1].Fact.To));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    /// <summary>Crates that break, without the root itself.</summary>
    internal static int AffectedCrates(GraphView view, GraphNode root) => view.Found.Nodes[(int)NodeKind.Crate] - (root.Kind == NodeKind.Crate ? 1 : 0);

    internal static string Word(GraphDirection direction) => direction switch
    {
        GraphDirection.Out => "out",
        GraphDirection.In => "in",
        _ => "both",
    };

    private static ReadOnlyMemory<byte> Write(GraphView view, bool truncated, Action<Utf8JsonWriter> head)
    {
        var buffer = new ArrayBufferWriter<byte>(1024 + view.Nodes.Sum(found => found.Node.Json.Length + 80) + view.Edges.Sum(edge => edge.Json.Length + 1));
        using (var json = new Utf8JsonWriter(buffer, GraphJson.Form))
        {
            json.WriteStartObject();
            json.WriteString("epoch", view.Graph.Epoch);
            json.WriteNumber("revision", view.Graph.Revision);
            head(json);
            json.WriteStartArray("nodes");
            json.Flush();
            WriteNodes(buffer, view);
            json.WriteEndArray();
            json.WriteStartArray("edges");
            json.Flush();
            WriteEdges(buffer, view.Edges);
            json.WriteEndArray();
            WriteCounts(json, view.Found);
            json.WriteBoolean("truncated", truncated);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    // Straight into the buffer between two calls of the writer, which does not check: a copy per node and edge.
    private static void WriteNodes(ArrayBufferWriter<byte> buffer, GraphView view)
    {
        for (var index = 0; index < view.Nodes.Count; index++)
        {
            var found = view.Nodes[index];
            Separate(buffer, index);
            if (found.Distance < 0)
            {
                buffer.Write(found.Node.Json.Span);
                continue;
            }

            buffer.Write(found.Node.Json.Span[..^1]);
            buffer.Write(",\"distance\":"u8);
            var span = buffer.GetSpan(16);
            found.Distance.TryFormat(span, out var length, default, CultureInfo.InvariantCulture);
            buffer.Advance(length);
            if (found.Via is { } via)
            {
                buffer.Write(",\"via\":{\"node\":"u8);
                buffer.Write(IdOf(view.Graph[via.From == found.Node.Slot ? via.To : via.From]));
                buffer.Write(ViaKinds[(int)via.Kind]);
            }

            buffer.Write("}"u8);
        }
    }

    private static void WriteEdges(ArrayBufferWriter<byte> buffer, IReadOnlyList<GraphEdge> edges)
    {
        for (var index = 0; index < edges.Count; index++)
        {
            Separate(buffer, index);
            buffer.Write(edges[index].Json.Span);
        }
    }

    private static void Separate(ArrayBufferWriter<byte> buffer, int index)
    {
        if (index > 0)
        {
            buffer.Write(","u8);
        }
    }

    /// <summary>The id as a JSON string: it stands first in the node's own JSON, and no quote inside it is left plain.</summary>
    private static ReadOnlySpan<byte> IdOf(GraphNode node) => node.Json.Span[IdAt..(IdAt + node.Json.Span[IdAt..].IndexOf(",\"kind\":"u8))];

    private static void WriteCounts(Utf8JsonWriter json, KindCounts counts)
    {
        json.WriteStartObject("counts");
        WriteCounts(json, "nodes", counts.TotalNodes, GraphWords.NodeKinds.Zip(counts.Nodes));
        WriteCounts(json, "edges", counts.TotalEdges, GraphWords.EdgeKinds.Zip(counts.Edges));
        json.WriteNumber("unresolved", counts.Unresolved);
        json.WriteEndObject();
    }

    private static void WriteCounts(Utf8JsonWriter json, string name, int total, IEnumerable<(string Kind, int Count)> counts)
    {
        json.WriteStartObject(name);
        json.WriteNumber("total", total);
        foreach (var (kind, count) in counts)
        {
            json.WriteNumber(kind, count);
        }

        json.WriteEndObject();
    }

    private static void WriteIds(Utf8JsonWriter json, string name, IEnumerable<string> ids)
    {
        json.WriteStartArray(name);
        foreach (var id in ids)
        {
            json.WriteStringValue(id);
        }

        json.WriteEndArray();
    }
}
