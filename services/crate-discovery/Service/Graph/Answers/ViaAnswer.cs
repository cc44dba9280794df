namespace Ctas7.CrateDiscovery.Graph.Answers;

/// <summary>The last step to a node.</summary>
/// <param name="Node">Id of the node before it.</param>
/// <param name="Kind">Kind of the edge between them.</param>
public sealed record ViaAnswer(string Node, string Kind);
