using System.Text.Unicode;
using Ctas7.CrateDiscovery.Files;
using Ctas7.CrateDiscovery.Manifests;

namespace Ctas7.CrateDiscovery.Scanning;

/// <summary>
/// Walks one root, or a folder in it, on a few threads at once. A folder is tested against the rules before it is
/// entered; links are not followed; a folder is opened relative to the root without going through a link, so nothing outside is ever read.
/// </summary>
/// <param name="root">The root's absolute path.</param>
/// <param name="prune">Folders to leave out.</param>
/// <param name="insideRoots">Other roots inside this one, relative to it: they have their own walk.</param>
/// <param name="threads">How many folders are read at once.</param>
internal sealed class FolderWalk(string root, PruneRules prune, byte[][] insideRoots, int threads)
{
    private const int ListingBytes = 64 * 1024;

    /// <summary>Runs to the end, or to <paramref name="cancel"/>.</summary>
    /// <param name="start">The folder to begin with, relative to the root; empty for the root.</param>
    /// <returns>Why the root cannot be opened, or <see cref="FileError.None"/>.</returns>
    internal FileError Run(byte[] start, IWalkVisitor visitor, WalkCounters counters, CancellationToken cancel)
    {
        var error = OpenFile.Root(root, out var rootFolder);
        if (error != FileError.None)
        {
            return error;
        }

        using (rootFolder)
        {
            using var pending = new PendingFolders(start);
            using var stop = cancel.Register(() => pending.Stop(threads));
            var others = Enumerable.Range(1, threads - 1).Select(_ => Task.Factory.StartNew(
                () => Work(rootFolder, pending, visitor, counters), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
            try
            {
                Work(rootFolder, pending, visitor, counters);
            }
            finally
            {
                pending.Stop(threads);
                Task.WaitAll(others, CancellationToken.None);
            }

            return FileError.None;
        }
    }

    private void Work(OpenFile rootFolder, PendingFolders pending, IWalkVisitor visitor, WalkCounters counters)
    {
        var buffer = new byte[ListingBytes];
        var found = new List<byte[]>();
        while (pending.TryTake(out var folder))
        {
            try
            {
                List(rootFolder, folder, buffer, found, visitor, counters);
                pending.Add(found);
            }
            finally
            {
                found.Clear();
                pending.Finished(threads);
            }
        }
    }

    private void List(OpenFile rootFolder, byte[] relative, byte[] buffer, List<byte[]> found, IWalkVisitor visitor, WalkCounters counters)
    {
        var error = rootFolder.Folder(relative, out var folder);
        if (error != FileError.None)
        {
            // Gone, or replaced by a link or file, since its parent was listed: nothing to walk. Anything else is worth telling.
            if (!error.IsAbsent() && error is not (FileError.Link or FileError.LeavesRoot))
            {
                visitor.Refused(relative, error);
            }

            return;
        }

        using (folder)
        {
            visitor.Entering(folder, relative);
            var listing = new FolderListing(folder, buffer);
            int files = 0, manifests = 0;
            while (listing.MoveNext())
            {
                if (listing.Kind == FileKind.Folder)
                {
                    AddFolder(relative, listing.Name, found, visitor);
                }
                else
                {
                    files++;
                }

                if (listing.Name.SequenceEqual(ManifestReader.FileNameUtf8))
                {
                    manifests++;
                    visitor.Manifest(folder, relative);
                }
            }

            counters.Add(files, manifests);
            if (listing.Error != FileError.None)
            {
                visitor.Refused(relative, listing.Error);
            }
        }
    }

    private void AddFolder(byte[] parent, ReadOnlySpan<byte> name, List<byte[]> found, IWalkVisitor visitor)
    {
        if (prune.Prunes(parent, name))
        {
            return;
        }

        var path = Join(parent, name);
        foreach (var inside in insideRoots)
        {
            if (path.AsSpan().SequenceEqual(inside))
            {
                return;
            }
        }

        if (Utf8.IsValid(name))
        {
            found.Add(path);
        }
        else
        {
            visitor.Refused(path, FileError.None);
        }
    }

    private static byte[] Join(ReadOnlySpan<byte> parent, ReadOnlySpan<byte> name)
    {
        if (parent.IsEmpty)
        {
            return name.ToArray();
        }

        var path = new byte[parent.Length + 1 + name.Length];
        parent.CopyTo(path);
        path[parent.Length] = (byte)'/';
        name.CopyTo(path.AsSpan(parent.Length + 1));
        return path;
    }
}
