namespace Ctas7.CrateDiscovery.Registry;

/// <summary>A change that another replica's registry made, to be taken over as it is.</summary>
/// <param name="Revision">The revision it made there.</param>
/// <param name="Crate">The crate after the change; null for a removal.</param>
/// <param name="Removal">What is kept of a crate that is gone; null for any other change.</param>
public sealed record ReplicatedChange(long Revision, CrateRecord? Crate, RemovedCrate? Removal);
