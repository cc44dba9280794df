namespace Ctas7.CrateDiscovery.Graph.Answers;

/// <summary>What <c>GET /api/graph</c> answers.</summary>
/// <param name="Epoch">The registry's epoch.</param>
/// <param name="Revision">The registry's revision that is shown.</param>
/// <param name="Root">Id of the node it begins at, or null for everything.</param>
/// <param name="Depth">Most steps from the root; null for everything.</param>
/// <param name="Direction">out, in or both; null for everything.</param>
/// <param name="Nodes">Nearest first, then by id.</param>
/// <param name="Edges">Every edge between these nodes, in the order of the nodes they leave.</param>
/// <param name="Counts">What was found before the cut.</param>
/// <param name="Truncated">Whether something was cut off.</param>
public sealed record GraphAnswer(
    string Epoch,
    long Revision,
    string? Root,
    int? Depth,
    string? Direction,
    IReadOnlyList<NodeAnswer> Nodes,
    IReadOnlyList<EdgeAnswer> Edges,
    CountsAnswer Counts,
    bool Truncated);
