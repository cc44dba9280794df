namespace Ctas7.CrateDiscovery.Graph.Answers;

/// <summary>An edge in an answer.</summary>
/// <param name="From">Id of the node it leaves.</param>
/// <param name="To">Id of the node it enters.</param>
/// <param name="Kind">depends_on, binds, references, sister_of, mirror_of or provides.</param>
/// <param name="Source">Where it is said: dependencies, foundation, smart_foundations, cargo, ports, service_ports, network or capabilities.</param>
/// <param name="Key">The key there, or empty.</param>
/// <param name="Requirement">Version requirement, or empty.</param>
/// <param name="DeclaredBy">Name of the crate that says it.</param>
/// <param name="Owner">Only of references: the crate whose port the key names, or null.</param>
public sealed record EdgeAnswer(
    string From, string To, string Kind, string Source, string Key, string Requirement, string DeclaredBy, string? Owner = null);
