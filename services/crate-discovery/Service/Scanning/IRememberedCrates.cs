using Ctas7.CrateDiscovery.Registry;

namespace Ctas7.CrateDiscovery.Scanning;

/// <summary>What earlier runs knew.</summary>
public interface IRememberedCrates
{
    /// <summary>The crates of the last run, within <paramref name="longest"/>; null when they are not to be had in that time.</summary>
    Task<IReadOnlyList<RememberedCrate>?> RecallAsync(TimeSpan longest, CancellationToken cancel);
}
