namespace Ctas7.CrateDiscovery.Manifests;

/// <summary>One entry of <c>[dependencies]</c>.</summary>
/// <param name="Key">The key as written, below <c>[dependencies]</c> (<c>internal.sx9-atlas-bus</c>).</param>
/// <param name="Name">The crate or system that is depended on.</param>
/// <param name="Requirement">Version requirement, or empty.</param>
/// <param name="Path">Relative path of the dependency, or empty.</param>
public sealed record CrateDependency(string Key, string Name, string Requirement, string Path);
