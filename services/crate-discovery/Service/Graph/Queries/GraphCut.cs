namespace Ctas7.CrateDiscovery.Graph.Queries;

/// <summary>How much of what was found is answered.</summary>
/// <param name="Nodes">Most nodes.</param>
/// <param name="Edges">Most edges.</param>
public readonly record struct GraphCut(int Nodes, int Edges)
{
    /// <summary>Nodes where nothing is asked.</summary>
    public const int DefaultNodes = 1000;

    /// <summary>Most nodes that may be asked for.</summary>
    public const int MostNodes = 50_000;

    /// <summary>Edges where nothing is asked.</summary>
    public const int DefaultEdges = 5000;

    /// <summary>Most edges that may be asked for.</summary>
    public const int MostEdges = 200_000;
}
