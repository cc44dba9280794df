using System.Collections.Immutable;

namespace Ctas7.CrateDiscovery.Manifests;

/// <summary>How a manifest stands to one written standard. Reported, never enforced.</summary>
/// <param name="Satisfied">Nothing is missing and nothing deviates.</param>
/// <param name="Missing">Sections the standard requires and the manifest lacks, in the standard's order.</param>
/// <param name="Deviations">Keys whose value is not the one the standard requires.</param>
public sealed record ComplianceReport(bool Satisfied, ImmutableArray<string> Missing, ImmutableArray<string> Deviations);
