using System.Collections.Immutable;
using Ctas7.CrateDiscovery.Files;

namespace Ctas7.CrateDiscovery.Manifests;

/// <summary>What the <c>Cargo.toml</c> beside a manifest says. Immutable. A broken one has no dependencies and an issue.</summary>
/// <param name="PackageName"><c>[package].name</c>, or empty.</param>
/// <param name="PathDependencies">Those with a <c>path</c>, in the order of the file, each once.</param>
/// <param name="Stamp">What to compare before the file is read again.</param>
public sealed record CargoFile(string PackageName, ImmutableArray<CargoPathDependency> PathDependencies, FileStamp Stamp)
{
    /// <summary>The file's name.</summary>
    public const string FileName = "Cargo.toml";

    /// <summary>Why it could not be read; only ever for information, as the manifest is what makes a crate.</summary>
    public ImmutableArray<ManifestIssue> Issues { get; init; } = [];

    /// <summary>Whether both say the same, whichever files they were read from.</summary>
    public static bool SayTheSame(CargoFile? one, CargoFile? other)
        => ReferenceEquals(one, other) || (one is not null && other is not null
            && one.PackageName == other.PackageName && one.PathDependencies.SequenceEqual(other.PathDependencies) && one.Issues.SequenceEqual(other.Issues));
}
