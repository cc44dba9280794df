namespace Ctas7.CrateDiscovery.Manifests;

/// <summary>A dependency of a Rust package on one that lies beside it on the disk.</summary>
/// <param name="Key">Its key in the table of dependencies.</param>
/// <param name="Package">The package's name, where <c>package</c> says that it is not the key; else the key.</param>
/// <param name="Path">As written: relative to the folder of the <c>Cargo.toml</c>, and it may lead anywhere.</param>
public sealed record CargoPathDependency(string Key, string Package, string Path);
