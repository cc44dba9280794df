namespace Ctas7.CrateDiscovery.Graph.Answers;

/// <summary>Crates that all depend on each other.</summary>
/// <param name="Size">How many.</param>
/// <param name="Members">Their ids, in order; at most 1000.</param>
/// <param name="Path">Ids along a shortest cycle through the first member, which stands at both ends.</param>
public sealed record CycleAnswer(int Size, IReadOnlyList<string> Members, IReadOnlyList<string> Path);
