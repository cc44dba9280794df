namespace Ctas7.CrateDiscovery.Manifests;

/// <summary>What a reading found at a path.</summary>
public enum ManifestOutcome
{
    /// <summary>A usable manifest.</summary>
    Good,

    /// <summary>Something that is no usable manifest.</summary>
    Broken,

    /// <summary>Nothing, in a root that is there.</summary>
    Absent,

    /// <summary>Unknown, as the root itself cannot be opened.</summary>
    Unreachable,
}
