namespace Ctas7.CrateDiscovery.Graph.Answers;

/// <summary>A node in an answer.</summary>
/// <param name="Id">The kind, a colon, the name.</param>
/// <param name="Kind">crate, port, capability or foundation.</param>
/// <param name="Name">The name alone.</param>
/// <param name="Unresolved">Something points at it and nothing is there.</param>
/// <param name="Port">Of a port: its number.</param>
/// <param name="State">Of a known crate: valid, stale, invalid or missing. A stale or missing one shows its last edges.</param>
/// <param name="Version">Of a known crate.</param>
/// <param name="Classification">Of a known crate.</param>
/// <param name="Path">Of a known crate: its manifest.</param>
/// <param name="Revision">Of a known crate: the registry's revision that made it.</param>
/// <param name="EdgesLeftOut">Edges of a crate that says more than the graph takes; absent where there are none.</param>
/// <param name="Distance">Steps from the root, where there is one.</param>
/// <param name="Via">How it was reached, in paths and impacts.</param>
public sealed record NodeAnswer(
    string Id,
    string Kind,
    string Name,
    bool Unresolved,
    int? Port = null,
    string? State = null,
    string? Version = null,
    string? Classification = null,
    string? Path = null,
    long? Revision = null,
    int? EdgesLeftOut = null,
    int? Distance = null,
    ViaAnswer? Via = null);
