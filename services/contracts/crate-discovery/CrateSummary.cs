namespace Ctas7.Contracts.CrateDiscovery;

/// <summary>What every crate event says about its crate; the whole crate is at <c>GET /api/crates/{name}</c>.</summary>
/// <param name="Id">UUID of the crate, stable while its manifest exists, also across a move.</param>
/// <param name="Name">Public name; for a manifest that was never readable, the name of its folder.</param>
/// <param name="Version">The manifest's <c>version</c>, empty when it was never readable.</param>
/// <param name="Path">Absolute path of the manifest.</param>
/// <param name="Root">The scanned root it lies in.</param>
/// <param name="State"><c>valid</c>, <c>stale</c>, <c>invalid</c> or <c>missing</c>.</param>
/// <param name="Classification">Open vocabulary, <c>unclassified</c> when the manifest has none.</param>
/// <param name="Ports">The <c>[ports]</c> table, key to port (0..65535).</param>
/// <param name="IssueCount">Number of issues of the manifest, of any severity.</param>
/// <param name="ContentHash">SHA-256 of the manifest's bytes, 64 lower hex digits.</param>
/// <param name="TrivariateHash">48 characters (RFC-9001 v1.1), empty when the manifest was never readable.</param>
public sealed record CrateSummary(
    Guid Id,
    string Name,
    string Version,
    string Path,
    string Root,
    string State,
    string Classification,
    IReadOnlyDictionary<string, int> Ports,
    int IssueCount,
    string ContentHash,
    string TrivariateHash);
