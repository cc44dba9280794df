using System.Text;
using Ctas7.CrateDiscovery.Graph.Queries;

namespace Ctas7.CrateDiscovery.Graph.Export;

/// <summary>Writes a view for other programs. Names may hold anything; nothing of them is ever read as the format's own syntax.</summary>
public static class GraphExport
{
    /// <summary>The view in a format other than JSON, UTF-8 without a byte order mark.</summary>
    public static byte[] Write(GraphView view, GraphFormat format)
    {
        ArgumentNullException.ThrowIfNull(view);
        return format switch
        {
            GraphFormat.Dot => Encoding.UTF8.GetBytes(DotText.Write(view)),
            GraphFormat.Mermaid => Encoding.UTF8.GetBytes(MermaidText.Write(view)),
            GraphFormat.GraphMl => GraphMlDocument.Write(view),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "JSON is written by the answers."),
        };
    }

    /// <summary>The number of each node in the view, by its slot: a name that is safe in every format.</summary>
    internal static Dictionary<int, int> Numbers(GraphView view)
    {
        var numbers = new Dictionary<int, int>(view.Nodes.Count);
        foreach (var found in view.Nodes)
        {
            numbers.TryAdd(found.Node.Slot, numbers.Count);
        }

        return numbers;
    }

    /// <summary>A comment for people who open a file that is not whole; null for a whole one.</summary>
    internal static string? CutNote(GraphView view) => view.Truncated
        ? $"Cut: {view.Nodes.Count} of {view.Found.TotalNodes} nodes, {view.Edges.Count} of {view.Found.TotalEdges} edges."
        : null;
}
