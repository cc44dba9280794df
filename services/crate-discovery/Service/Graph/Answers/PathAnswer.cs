namespace Ctas7.CrateDiscovery.Graph.Answers;

/// <summary>What <c>GET /api/graph/path</c> answers.</summary>
/// <param name="Epoch">The registry's epoch.</param>
/// <param name="Revision">The registry's revision that is shown.</param>
/// <param name="From">Id of the first node.</param>
/// <param name="To">Id of the last node.</param>
/// <param name="Direction">out: what <c>from</c> depends on; in: what depends on it; both: any connection.</param>
/// <param name="Length">Steps; 0 from a node to itself.</param>
/// <param name="Nodes">In the order of the path.</param>
/// <param name="Edges">In the order of the path; each joins the node at its place and the next, drawn either way.</param>
/// <param name="Counts">Of the path.</param>
/// <param name="Truncated">Always false.</param>
public sealed record PathAnswer(
    string Epoch,
    long Revision,
    string From,
    string To,
    string Direction,
    int Length,
    IReadOnlyList<NodeAnswer> Nodes,
    IReadOnlyList<EdgeAnswer> Edges,
    CountsAnswer Counts,
    bool Truncated);
