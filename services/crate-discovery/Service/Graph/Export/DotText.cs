using System.Text;
using Ctas7.CrateDiscovery.Graph.Model;
using Ctas7.CrateDiscovery.Graph.Queries;

namespace Ctas7.CrateDiscovery.Graph.Export;

/// <summary>Graphviz's language (graphviz.org/doc/info/lang.html).</summary>
internal static class DotText
{
    internal static string Write(GraphView view)
    {
        var text = new StringBuilder("digraph slot_graph {\n  rankdir=LR;\n  node [fontname=\"sans-serif\"];\n  edge [fontname=\"sans-serif\"];\n");
        if (GraphExport.CutNote(view) is { } note)
        {
            text.Append("  // ").Append(note).Append('\n');
        }

        var numbers = GraphExport.Numbers(view);
        foreach (var (slot, number) in numbers)
        {
            var node = view.Graph[slot];
            text.Append("  n").Append(number).Append(" [label=\"");
            Quote(text, node.Kind == NodeKind.Port ? node.Id : node.Name);
            text.Append("\", tooltip=\"");
            Quote(text, node.Id);
            text.Append("\", shape=").Append(ShapeOf(node.Kind)).Append(node.Unresolved ? ", style=dashed];\n" : "];\n");
        }

        foreach (var edge in view.Edges)
        {
            text.Append("  n").Append(numbers[edge.From]).Append(" -> n").Append(numbers[edge.To]).Append(" [label=\"").Append(edge.Kind.Word());
            text.Append("\", tooltip=\"");
            Quote(text, edge.Fact.Key.Length == 0 ? edge.Fact.Source : $"{edge.Fact.Source}: {edge.Fact.Key}");
            text.Append("\"];\n");
        }

        return text.Append("}\n").ToString();
    }

    /// <summary>
    /// Text inside a quoted label. A backslash begins an escape and an ampersand an HTML entity there, so both are doubled or named;
    /// control characters are told as what they are not.
    /// </summary>
    private static void Quote(StringBuilder text, string name)
    {
        foreach (var letter in name)
        {
            _ = letter switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '&' => text.Append("&amp;"),
                _ when char.IsControl(letter) => text.Append('\uFFFD'),
                _ => text.Append(letter),
            };
        }
    }

    private static string ShapeOf(NodeKind kind) => kind switch
    {
        NodeKind.Crate => "box",
        NodeKind.Port => "ellipse",
        NodeKind.Capability => "note",
        _ => "component",
    };
}
