namespace Ctas7.CrateDiscovery.Tests.Hosts;

/// <summary>A file system in memory, mounted at a folder until it is disposed.</summary>
public sealed class MemoryMount : IDisposable
{
    private readonly string _folder;
    private bool _isMounted;

    public MemoryMount(string folder)
    {
        _folder = folder;
        Directory.CreateDirectory(folder);
        Mount();
    }

    /// <summary>Mounts a new and empty one.</summary>
    public void Mount()
    {
        Commands.Run("mount", "-t", "tmpfs", "-o", "size=8m", "ctas7-test", _folder);
        _isMounted = true;
    }

    /// <summary>Takes it away, with all that is in it.</summary>
    public void Unmount()
    {
        Commands.Run("umount", "--lazy", _folder);
        _isMounted = false;
    }

    public void Dispose()
    {
        if (_isMounted)
        {
            Unmount();
        }
    }
}
