using Ctas7.CrateDiscovery.Graph.Model;

namespace Ctas7.CrateDiscovery.Tests.Graph;

/// <summary>Graphs as lines to compare.</summary>
public static class GraphText
{
    public static string Of(EdgeFact edge)
        => string.Join(' ', new[] { edge.From, edge.Kind.Word(), edge.To, edge.Source, edge.Key, edge.Requirement, edge.DeclaredBy, edge.Owner }.Select(text => text.Length == 0 ? "-" : text));

    public static string Short(EdgeFact edge) => $"{edge.From} {edge.Kind.Word()} {edge.To}";

    public static string Of(GraphNode node) => $"{node.Id}{(node.Unresolved ? " unresolved" : "")}{(node.Crate is { } crate ? $" {crate.Path} {crate.State} {crate.Revision}" : "")}";

    public static List<string> Nodes(GraphSnapshot graph) => [.. graph.Nodes().Select(Of)];

    public static List<string> Edges(GraphSnapshot graph) => [.. graph.Nodes().SelectMany(node => node.Out).Select(edge => Of(edge.Fact))];

    public static List<string> ShortEdges(GraphSnapshot graph) => [.. graph.Nodes().SelectMany(node => node.Out).Select(edge => Short(edge.Fact))];
}
