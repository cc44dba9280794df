using Ctas7.CrateDiscovery.Graph.Model;

namespace Ctas7.CrateDiscovery.Graph.Queries;

/// <summary>Crates that all depend on each other, directly or not.</summary>
/// <param name="Members">All of them, by id.</param>
/// <param name="Path">A shortest cycle through the first member; its last edge leads back to it.</param>
public sealed record Cycle(IReadOnlyList<GraphNode> Members, IReadOnlyList<GraphEdge> Path);
