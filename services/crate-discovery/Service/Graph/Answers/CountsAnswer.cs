namespace Ctas7.CrateDiscovery.Graph.Answers;

/// <summary>How many nodes and edges were found, before anything was cut off.</summary>
/// <param name="Nodes">By kind, and <c>total</c>.</param>
/// <param name="Edges">By kind, and <c>total</c>.</param>
/// <param name="Unresolved">How many of the nodes are unresolved.</param>
public sealed record CountsAnswer(IReadOnlyDictionary<string, int> Nodes, IReadOnlyDictionary<string, int> Edges, int Unresolved);
