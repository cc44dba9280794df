namespace Ctas7.CrateDiscovery.Scanning;

/// <summary>How far a walk is. Thread-safe.</summary>
public sealed class WalkCounters
{
    private long _folders;
    private long _files;
    private int _manifests;
    private int _read;
    private int _unchanged;

    /// <summary>Folders listed.</summary>
    public long Folders => Interlocked.Read(ref _folders);

    /// <summary>Names in them that are no folders.</summary>
    public long Files => Interlocked.Read(ref _files);

    /// <summary>Names that are a manifest's.</summary>
    public int Manifests => Volatile.Read(ref _manifests);

    /// <summary>Manifests that were read, or whose <c>Cargo.toml</c> was, as their stamps did not prove them unchanged.</summary>
    public int Read => Volatile.Read(ref _read);

    /// <summary>Manifests that were left unread, as the files are those of the last reading.</summary>
    public int Unchanged => Volatile.Read(ref _unchanged);

    internal void AddReading(bool isUnchanged) => Interlocked.Increment(ref isUnchanged ? ref _unchanged : ref _read);

    internal void Add(int files, int manifests)
    {
        Interlocked.Increment(ref _folders);
        Interlocked.Add(ref _files, files);
        Interlocked.Add(ref _manifests, manifests);
    }
}
