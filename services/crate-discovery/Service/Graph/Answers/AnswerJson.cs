using System.Buffers;
using System.Text.Json;
using Ctas7.CrateDiscovery.Graph.Model;
using Ctas7.CrateDiscovery.Graph.Queries;

namespace Ctas7.CrateDiscovery.Graph.Answers;

/// <summary>Views as the JSON of <see cref="GraphAnswer"/>, <see cref="PathAnswer"/>, <see cref="ImpactAnswer"/> and <see cref="CyclesAnswer"/>.</summary>
internal static class AnswerJson
{
    /// <summary>Most members of one cycle that are named.</summary>
    internal const int MostMembers = 1000;

    internal static AnswerBody Graph(GraphView view, GraphNode? root, int depth, GraphDirection direction) => Write(view, view.Truncated, json =>
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

    internal static AnswerBody Path(GraphView view, GraphDirection direction) => Write(view, truncated: false, json =>
    {
        json.WriteString("from", view.Nodes[0].Node.Id);
        json.WriteString("to", view.Nodes[^1].Node.Id);
        json.WriteString("direction", Word(direction));
        json.WriteNumber("length", view.Edges.Count);
    });

    internal static AnswerBody Impact(GraphView view, GraphNode root) => Write(view, view.Truncated, json =>
    {
        json.WriteString("root", root.Id);
        json.WriteNumber("affected_crates", AffectedCrates(view, root));
    });

    internal static AnswerBody Cycles(GraphView view, IReadOnlyList<Cycle> shown, int total) => Write(view, shown.Count < total, json =>
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

    private static AnswerBody Write(GraphView view, bool truncated, Action<Utf8JsonWriter> head) => new(
        Part(json =>
        {
            json.WriteStartObject();
            json.WriteString("epoch", view.Graph.Epoch);
            json.WriteNumber("revision", view.Graph.Revision);
            head(json);
            json.WriteStartArray("nodes");
        }),
        view,
        Part(json =>
        {
            WriteCounts(json, view.Found);
            json.WriteBoolean("truncated", truncated);
            json.WriteEndObject();
        }));

    private static ReadOnlyMemory<byte> Part(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, GraphJson.Form))
        {
            write(json);
        }

        return buffer.WrittenMemory;
    }

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
