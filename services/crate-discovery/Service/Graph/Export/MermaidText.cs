using System.Globalization;
using System.Text;
using Ctas7.CrateDiscovery.Graph.Model;
using Ctas7.CrateDiscovery.Graph.Queries;

namespace Ctas7.CrateDiscovery.Graph.Export;

/// <summary>A Mermaid flowchart (mermaid.js.org/syntax/flowchart.html).</summary>
internal static class MermaidText
{
    internal static string Write(GraphView view)
    {
        var text = new StringBuilder("flowchart LR\n");
        if (GraphExport.CutNote(view) is { } note)
        {
            text.Append("  %% ").Append(note).Append('\n');
        }

        var numbers = GraphExport.Numbers(view);
        foreach (var (slot, number) in numbers)
        {
            var node = view.Graph[slot];
            var (open, close) = ShapeOf(node.Kind);
            text.Append("  n").Append(number).Append(open).Append('"');
            Quote(text, node.Kind == NodeKind.Port ? node.Id : node.Name);
            text.Append('"').Append(close).Append(node.Unresolved ? ":::unresolved\n" : "\n");
        }

        foreach (var edge in view.Edges)
        {
            text.Append("  n").Append(numbers[edge.From]).Append(" -->|").Append(edge.Kind.Word()).Append("| n").Append(numbers[edge.To]).Append('\n');
        }

        return text.Append("  classDef unresolved stroke-dasharray: 4 3\n").ToString();
    }

    /// <summary>Everything but letters, digits and the plainest signs is told as an entity code, which Mermaid reads nowhere else than in text.</summary>
    private static void Quote(StringBuilder text, string name)
    {
        foreach (var rune in name.EnumerateRunes())
        {
            if (Rune.IsControl(rune))
            {
                text.Append('\uFFFD');
            }
            else if (Rune.IsLetterOrDigit(rune) || rune.Value is ' ' or '-' or '_' or '.' or ':')
            {
                text.Append(rune.ToString());
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $"#{rune.Value};");
            }
        }
    }

    private static (string Open, string Close) ShapeOf(NodeKind kind) => kind switch
    {
        NodeKind.Crate => ("[", "]"),
        NodeKind.Port => ("([", "])"),
        NodeKind.Capability => (">", "]"),
        _ => ("[[", "]]"),
    };
}
