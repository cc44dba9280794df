namespace Ctas7.CrateDiscovery.Graph.Answers;

/// <summary>What <c>GET /api/graph/impact/{name}</c> answers.</summary>
/// <param name="Epoch">The registry's epoch.</param>
/// <param name="Revision">The registry's revision that is shown.</param>
/// <param name="Root">Id of the node that breaks.</param>
/// <param name="AffectedCrates">How many crates break with it, before the cut.</param>
/// <param name="Nodes">The root, then what breaks, nearest first, then by id.</param>
/// <param name="Edges">The edges by which it spreads.</param>
/// <param name="Counts">What was found before the cut, the root included.</param>
/// <param name="Truncated">Whether something was cut off.</param>
public sealed record ImpactAnswer(
    string Epoch,
    long Revision,
    string Root,
    int AffectedCrates,
    IReadOnlyList<NodeAnswer> Nodes,
    IReadOnlyList<EdgeAnswer> Edges,
    CountsAnswer Counts,
    bool Truncated);
