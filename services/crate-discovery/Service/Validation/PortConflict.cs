using Ctas7.CrateDiscovery.Manifests;

namespace Ctas7.CrateDiscovery.Validation;

/// <summary>Something that speaks against a port of a manifest.</summary>
/// <param name="Port">The port.</param>
/// <param name="Kind">Which kind, as <see cref="IssueCodes"/> words it.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Key">The manifest's key that names the port.</param>
/// <param name="Crate">The other crate in it, or null.</param>
/// <param name="CratePath">That crate's manifest, or null.</param>
/// <param name="Message">What is wrong and what to do.</param>
public sealed record PortConflict(int Port, string Kind, IssueSeverity Severity, string Key, string? Crate, string? CratePath, string Message);
