using Ctas7.CrateDiscovery.Files;

namespace Ctas7.CrateDiscovery.Scanning;

/// <summary>A listed folder that stays open until each of its subfolders has been opened relative to it. Thread-safe.</summary>
/// <param name="file">The open folder; closed with the last subfolder.</param>
/// <param name="subfolders">How many will be opened, or given up.</param>
internal sealed class WalkFolder(OpenFile file, int subfolders)
{
    private int _left = subfolders;

    internal OpenFile File => file;

    /// <summary>One subfolder is opened or given up.</summary>
    /// <returns>Whether it was the last, so that this folder is closed now.</returns>
    internal bool Release()
    {
        if (Interlocked.Decrement(ref _left) > 0)
        {
            return false;
        }

        file.Dispose();
        return true;
    }
}
