namespace Ctas7.CrateDiscovery.Scanning;

/// <summary>How far a walk is. Thread-safe.</summary>
public sealed class WalkCounters
{
    private long _folders;
    private long _files;
    private int _manifests;

    /// <summary>Folders listed.</summary>
    public long Folders => Interlocked.Read(ref _folders);

    /// <summary>Names in them that are no folders.</summary>
    public long Files => Interlocked.Read(ref _files);

    /// <summary>Names that are a manifest's.</summary>
    public int Manifests => Volatile.Read(ref _manifests);

    internal void Add(int files, int manifests)
    {
        Interlocked.Increment(ref _folders);
        Interlocked.Add(ref _files, files);
        Interlocked.Add(ref _manifests, manifests);
    }
}
