using Ctas7.CrateDiscovery.Files;
using Ctas7.CrateDiscovery.Manifests;

namespace Ctas7.CrateDiscovery.Registry;

/// <summary>What an earlier run knew of a crate, so that it keeps its identity and its last good content over a restart.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Path">Where its manifest was.</param>
/// <param name="DiscoveredAt">When it was first seen.</param>
/// <param name="ContentHash">SHA-256 of the manifest's bytes, lower hex, or empty.</param>
/// <param name="File">Which file it was.</param>
/// <param name="LastGood">Reads its last good content, for a manifest that is not readable now; null when none was kept.</param>
/// <param name="StaleSince">Since when it was not readable.</param>
public sealed record RememberedCrate(
    Guid Id, string Path, DateTimeOffset DiscoveredAt, string ContentHash, FileIdentity? File, Func<Manifest?>? LastGood, DateTimeOffset? StaleSince);
