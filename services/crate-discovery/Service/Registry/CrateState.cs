namespace Ctas7.CrateDiscovery.Registry;

/// <summary>How a crate's manifest stands.</summary>
public enum CrateState
{
    /// <summary>Readable.</summary>
    Valid,

    /// <summary>Was readable and is not now; the crate shows its last good content.</summary>
    Stale,

    /// <summary>Was never readable.</summary>
    Invalid,

    /// <summary>Its root cannot be opened, so nobody knows; or it is gone and its removal is held back (<see cref="RemovalGuard"/>).</summary>
    Missing,
}
