namespace Ctas7.CrateDiscovery.Cache;

/// <summary>Where the registry's content comes from.</summary>
public enum RegistrySource
{
    /// <summary>From the disk, by this replica's own scan.</summary>
    Scan,

    /// <summary>From the cache in Redis; the scan is still running, or no leader is there yet.</summary>
    Cache,

    /// <summary>From the leader.</summary>
    Leader,
}
