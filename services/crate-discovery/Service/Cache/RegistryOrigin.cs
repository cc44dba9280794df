namespace Ctas7.CrateDiscovery.Cache;

/// <summary>Where the registry's content comes from now. Thread-safe.</summary>
public sealed class RegistryOrigin
{
    private volatile Known _now = new(RegistrySource.Scan, null);

    /// <summary>Where it comes from.</summary>
    public RegistrySource Source => _now.Source;

    /// <summary>When it was known to be true, UTC; null while the first scan of an empty registry runs.</summary>
    public DateTimeOffset? AsOf => _now.AsOf;

    internal void Set(RegistrySource source, DateTimeOffset? asOf) => _now = new Known(source, asOf);

    private sealed record Known(RegistrySource Source, DateTimeOffset? AsOf);
}
