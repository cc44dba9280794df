namespace Ctas7.CrateDiscovery.Graph.Answers;

/// <summary>What <c>GET /api/graph/cycles</c> answers.</summary>
/// <param name="Epoch">The registry's epoch.</param>
/// <param name="Revision">The registry's revision that is shown.</param>
/// <param name="Total">How many there are.</param>
/// <param name="Cycles">By the id of their first member.</param>
/// <param name="Nodes">The nodes on the paths shown.</param>
/// <param name="Edges">The edges on the paths shown.</param>
/// <param name="Counts">Of those nodes and edges.</param>
/// <param name="Truncated">Whether there are more cycles than are shown.</param>
public sealed record CyclesAnswer(
    string Epoch,
    long Revision,
    int Total,
    IReadOnlyList<CycleAnswer> Cycles,
    IReadOnlyList<NodeAnswer> Nodes,
    IReadOnlyList<EdgeAnswer> Edges,
    CountsAnswer Counts,
    bool Truncated);
