namespace Ctas7.CrateDiscovery.Registry;

/// <summary>One change of the registry.</summary>
/// <param name="Revision">The revision it made; they rise by one.</param>
/// <param name="Crate">The crate after the change; for a removal, as it last was.</param>
/// <param name="IsRemoval">The crate is gone.</param>
public sealed record RegistryChange(long Revision, CrateRecord Crate, bool IsRemoval);
