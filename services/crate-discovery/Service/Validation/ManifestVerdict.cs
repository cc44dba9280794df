using System.Collections.Immutable;
using Ctas7.CrateDiscovery.Manifests;
using Ctas7.CrateDiscovery.Registry;

namespace Ctas7.CrateDiscovery.Validation;

/// <summary>What would come of a manifest if it lay on disk.</summary>
/// <param name="Manifest">The manifest; null when no crate comes of it.</param>
/// <param name="Crate">The crate whose manifest it would replace, or null.</param>
/// <param name="ContentHash">SHA-256 of the bytes, lower hex.</param>
/// <param name="Issues">Of the manifest itself, then of it among the other crates.</param>
/// <param name="Conflicts">What speaks against its ports; each is among the issues too.</param>
public sealed record ManifestVerdict(
    Manifest? Manifest, CrateRecord? Crate, string ContentHash, ImmutableArray<ManifestIssue> Issues, ImmutableArray<PortConflict> Conflicts)
{
    /// <summary>A crate comes of it, and nothing that is wrong is an error.</summary>
    public bool IsValid => Manifest is not null && Issues.All(issue => issue.Severity != IssueSeverity.Error);
}
