namespace Ctas7.CrateDiscovery.Registry;

/// <summary>What happened to a crate. The wire words are the names in lower case.</summary>
public enum CrateChangeKind
{
    /// <summary>It was seen for the first time.</summary>
    Discovered,

    /// <summary>Its manifest says something else.</summary>
    Updated,

    /// <summary>Its manifest lies at another path.</summary>
    Moved,

    /// <summary>Its manifest is gone.</summary>
    Removed,

    /// <summary>Its manifest cannot be used, or no longer.</summary>
    Invalid,

    /// <summary>Its manifest can be used again.</summary>
    Recovered,

    /// <summary>It cannot be seen now, and is not taken for gone.</summary>
    Missing,

    /// <summary>The set of manifests that claim its name changed.</summary>
    Duplicate,
}
