using Ctas7.CrateDiscovery.Registry;

namespace Ctas7.CrateDiscovery.Scanning;

/// <summary>What earlier runs knew.</summary>
public interface IRememberedCrates
{
    /// <summary>The crates of earlier runs, as soon as they are to be had.</summary>
    Task<IReadOnlyList<RememberedCrate>> RecallAsync(CancellationToken cancel);
}
