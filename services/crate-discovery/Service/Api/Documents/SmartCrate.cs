using System.Text.Json;
using Ctas7.CrateDiscovery.Manifests;
using Ctas7.CrateDiscovery.Registry;

namespace Ctas7.CrateDiscovery.Api.Documents;

/// <summary>A crate as the API shows it. For the OpenAPI document only: <see cref="CrateJson"/> writes the bytes, and a test holds one to the other.</summary>
/// <param name="Id">UUIDv7, kept while the manifest exists, also across a move.</param>
/// <param name="Name">The public key; the folder's name for a manifest that was never readable.</param>
/// <param name="Version">As written, or empty.</param>
/// <param name="Edition">As written, or empty.</param>
/// <param name="SmartCrateVersion">As written, or empty.</param>
/// <param name="Foundation">The crate it builds on, or empty.</param>
/// <param name="Classification">Open vocabulary; unclassified when the manifest has none.</param>
/// <param name="TeslaGrade">As written; false when absent.</param>
/// <param name="RetrofitTimestamp">As written, or null.</param>
/// <param name="Ports">Ports by their keys, 0 to 65535.</param>
/// <param name="QaMetrics">What the manifest asks of the crate, or null.</param>
/// <param name="Path">Absolute path of the manifest.</param>
/// <param name="Root">The scanned root it lies in.</param>
/// <param name="Description">For people, or empty.</param>
/// <param name="Domains">As written.</param>
/// <param name="Capabilities">As written.</param>
/// <param name="Endpoints">As written.</param>
/// <param name="Dependencies">In the order of the manifest.</param>
/// <param name="State">How the manifest stands.</param>
/// <param name="StaleSince">Since when the content shown is not the content on disk, or null.</param>
/// <param name="MissingSince">Since when the manifest cannot be seen, or null.</param>
/// <param name="RemovalDue">When a missing crate is taken for gone, or null.</param>
/// <param name="Issues">Everything that is wrong with it.</param>
/// <param name="Compliance">How the manifest stands to written standards, by their names: canonical, rfc9101.</param>
/// <param name="Duplicates">Paths of all manifests with this name, this one included; empty when the name is unique.</param>
/// <param name="TrivariateHash">48 characters, RFC-9001 v1.1, or empty.</param>
/// <param name="ContentHash">SHA-256 of the bytes last read, lower hex, or empty.</param>
/// <param name="DiscoveredAt">When it was first seen.</param>
/// <param name="UpdatedAt">When it last changed.</param>
/// <param name="Revision">The registry's revision that its last change made.</param>
/// <param name="Manifest">The whole manifest as JSON; only with include=manifest.</param>
internal sealed record SmartCrate(
    Guid Id,
    string Name,
    string Version,
    string Edition,
    string SmartCrateVersion,
    string Foundation,
    string Classification,
    bool TeslaGrade,
    string? RetrofitTimestamp,
    IReadOnlyDictionary<string, int> Ports,
    QaMetrics? QaMetrics,
    string Path,
    string Root,
    string Description,
    IReadOnlyList<string> Domains,
    IReadOnlyList<string> Capabilities,
    IReadOnlyDictionary<string, string> Endpoints,
    IReadOnlyList<CrateDependency> Dependencies,
    CrateState State,
    DateTimeOffset? StaleSince,
    DateTimeOffset? MissingSince,
    DateTimeOffset? RemovalDue,
    IReadOnlyList<ManifestIssue> Issues,
    IReadOnlyDictionary<string, ComplianceReport> Compliance,
    IReadOnlyList<string> Duplicates,
    string TrivariateHash,
    string ContentHash,
    DateTimeOffset DiscoveredAt,
    DateTimeOffset UpdatedAt,
    long Revision,
    JsonElement? Manifest = null);
