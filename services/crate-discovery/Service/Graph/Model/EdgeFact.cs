namespace Ctas7.CrateDiscovery.Graph.Model;

/// <summary>What one edge says, and where it is said. Two edges that say the same are one.</summary>
/// <param name="From">Id of the node it leaves.</param>
/// <param name="To">Id of the node it enters.</param>
/// <param name="Kind">What it says.</param>
/// <param name="Source">Where it is said: one of <see cref="EdgeSource"/>.</param>
/// <param name="Key">The key there, or empty.</param>
/// <param name="Requirement">Version requirement, or empty.</param>
/// <param name="DeclaredBy">Name of the crate that says it.</param>
/// <param name="Owner">For a reference: the crate whose port the key names; empty when it names none.</param>
public sealed record EdgeFact(string From, string To, EdgeKind Kind, string Source, string Key, string Requirement, string DeclaredBy, string Owner);
