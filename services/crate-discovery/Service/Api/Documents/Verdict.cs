using Ctas7.CrateDiscovery.Manifests;
using Ctas7.CrateDiscovery.Validation;

namespace Ctas7.CrateDiscovery.Api.Documents;

/// <summary>What would come of a manifest, for the OpenAPI document.</summary>
/// <param name="Valid">A crate comes of it, and no issue is an error.</param>
/// <param name="Name">The crate's name; null when no crate comes of it.</param>
/// <param name="Version">The crate's version; null when no crate comes of it.</param>
/// <param name="CrateId">The crate whose manifest it would replace, by the path given; else null.</param>
/// <param name="Issues">Of the manifest itself, and of it among the other crates.</param>
/// <param name="Conflicts">What speaks against its ports; each is among the issues too.</param>
/// <param name="Compliance">How it stands to written standards, by their names.</param>
/// <param name="TrivariateHash">48 characters; null when no crate comes of it.</param>
/// <param name="ContentHash">SHA-256 of the body, lower hex.</param>
internal sealed record Verdict(
    bool Valid,
    string? Name,
    string? Version,
    Guid? CrateId,
    IReadOnlyList<ManifestIssue> Issues,
    IReadOnlyList<PortConflict> Conflicts,
    IReadOnlyDictionary<string, ComplianceReport> Compliance,
    string? TrivariateHash,
    string ContentHash);
