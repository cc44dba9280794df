using System.Text;

namespace Ctas7.CrateDiscovery.Files;

/// <summary>Where something is, or would be.</summary>
/// <param name="Folder">Absolute path of the nearest folder above it that exists.</param>
/// <param name="FileSystem">The file system (<c>st_dev</c>) that folder is on.</param>
/// <param name="IsEmptyRoot">That folder is the root, and there is nothing at all in it.</param>
public sealed record FolderPlace(string Folder, ulong FileSystem, bool IsEmptyRoot = false)
{
    private const int ListingBytes = 32 * 1024;

    /// <summary>What is in the open <paramref name="folder"/> at <paramref name="path"/>; null where the system does not say.</summary>
    internal static FolderPlace? Of(OpenFile folder, string path)
        => FileFacts.Of(folder, out var facts) == FileError.None ? new FolderPlace(path, facts.Identity.Device) : null;

    /// <summary>What is not in the root, or not any more, but would be at <paramref name="path"/>.</summary>
    internal static FolderPlace? Nearest(OpenFile root, string rootPath, string path)
    {
        for (var folder = RootPaths.Parent(path); folder.Length > rootPath.Length; folder = RootPaths.Parent(folder))
        {
            if (root.Passage(Encoding.UTF8.GetBytes(RootPaths.Relative(rootPath, folder)), out var open) == FileError.None)
            {
                using (open)
                {
                    return Of(open, folder);
                }
            }
        }

        return Of(root, rootPath) is { } place ? place with { IsEmptyRoot = IsEmpty(root) } : null;
    }

    /// <summary>Whether the open <paramref name="folder"/> is the one that lies at <paramref name="path"/> in the root now: it may have been moved since it was opened.</summary>
    internal static bool IsAt(OpenFile folder, string rootPath, string path)
    {
        if (OpenFile.Root(rootPath, out var root) != FileError.None)
        {
            return false;
        }

        using (root)
        {
            if (root.Passage(Encoding.UTF8.GetBytes(RootPaths.Relative(rootPath, path)), out var there) != FileError.None)
            {
                return false;
            }

            using (there)
            {
                return FileFacts.Of(folder, out var one) == FileError.None && FileFacts.Of(there, out var other) == FileError.None && one.Identity == other.Identity;
            }
        }
    }

    private static bool IsEmpty(OpenFile root)
    {
        // Opened once more, as an open folder is listed once only.
        if (root.Folder([], out var folder) != FileError.None)
        {
            return false;
        }

        using (folder)
        {
            var listing = new FolderListing(folder, new byte[ListingBytes]);
            return !listing.MoveNext() && listing.Error == FileError.None;
        }
    }
}
