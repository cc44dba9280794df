using System.Collections.Immutable;

namespace Ctas7.CrateDiscovery.Graph.Export;

/// <summary>A form in which a graph is told.</summary>
public enum GraphFormat
{
    /// <summary>The API's own.</summary>
    Json,

    /// <summary>Graphviz.</summary>
    Dot,

    /// <summary>A Mermaid flowchart.</summary>
    Mermaid,

    /// <summary>GraphML 1.1 (graphml.graphdrawing.org).</summary>
    GraphMl,
}

/// <summary>Words and media types of the formats.</summary>
public static class GraphFormats
{
    /// <summary>The words, by number.</summary>
    public static ImmutableArray<string> Words { get; } = ["json", "dot", "mermaid", "graphml"];

    /// <summary>The media type of an answer in this format.</summary>
    public static string MediaType(this GraphFormat format) => format switch
    {
        GraphFormat.Dot => "text/vnd.graphviz; charset=utf-8",
        GraphFormat.Mermaid => "text/vnd.mermaid; charset=utf-8",
        GraphFormat.GraphMl => "application/graphml+xml; charset=utf-8",
        _ => "application/json; charset=utf-8",
    };
}
