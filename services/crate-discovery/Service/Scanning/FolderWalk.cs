using System.Text.Unicode;
using Ctas7.CrateDiscovery.Files;
using Ctas7.CrateDiscovery.GitIgnore;
using Ctas7.CrateDiscovery.Manifests;

namespace Ctas7.CrateDiscovery.Scanning;

/// <summary>
/// Walks one root, or a folder in it. A folder is tested against the rules before it is entered, and opened by its name alone, relative to the
/// open folder that holds it and never through a link: so nothing outside the root is ever read, whatever is renamed or replaced meanwhile.
/// </summary>
/// <param name="root">The root's absolute path.</param>
/// <param name="prune">Folders to leave out.</param>
/// <param name="insideRoots">Other roots inside this one, relative to it: they have their own walk.</param>
/// <param name="threads">How many folders are read at once, each on a thread of its own with less claim to the processors than an answer has; 0 walks on the caller's thread.</param>
/// <param name="honourGitIgnore">Leaves out what a <c>.gitignore</c> at or below the root ignores.</param>
internal sealed class FolderWalk(string root, PruneRules prune, byte[][] insideRoots, int threads, bool honourGitIgnore)
{
    /// <summary>Folders kept open for their subfolders at most; beyond that those are opened from the root, which takes longer.</summary>
    internal const int MostOpen = 256;

    private const int ListingBytes = 64 * 1024;

    // PATH_MAX: what lies deeper could be walked, but not be read again by its path.
    private const int LongestPath = 4095;

    private int _open;

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
            var shared = new SharedFolders(Math.Max(threads, 1));
            using var stop = cancel.Register(shared.Stop);
            var first = new WalkItem(null, [.. start, 0], 0, honourGitIgnore ? GitIgnores.Above(rootFolder, start) : null);
            try
            {
                WorkAll(rootFolder, shared, first, visitor, counters);
            }
            finally
            {
                // Also where a visitor threw: folders that nobody took are open.
                GiveUp(shared.Left);
            }

            return FileError.None;
        }
    }

    private void WorkAll(OpenFile rootFolder, SharedFolders shared, WalkItem first, IWalkVisitor visitor, WalkCounters counters)
    {
        if (threads == 0)
        {
            Work(rootFolder, shared, [first], visitor, counters);
            return;
        }

        Task.WaitAll(Enumerable.Range(0, threads).Select(index => Task.Factory.StartNew(
            () =>
            {
                Libc.LowerPriority();
                Work(rootFolder, shared, index == 0 ? [first] : [], visitor, counters);
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)).ToArray(), CancellationToken.None);
    }

    private void Work(OpenFile rootFolder, SharedFolders shared, List<WalkItem> own, IWalkVisitor visitor, WalkCounters counters)
    {
        var buffer = new byte[ListingBytes];
        var found = new List<(byte[] Path, int NameAt)>();
        try
        {
            while (!shared.IsStopped && (own.Count > 0 || shared.TryTake(own)))
            {
                var item = own[^1];
                own.RemoveAt(own.Count - 1);
                found.Clear();
                List(rootFolder, item, buffer, found, own, visitor, counters);
                if (shared.IsHungry && own.Count > 1)
                {
                    shared.Give(own);
                }
            }
        }
        catch
        {
            // The others would wait for this thread to run out of work.
            shared.Stop();
            throw;
        }
        finally
        {
            GiveUp(own);
        }
    }

    private void List(
        OpenFile rootFolder, WalkItem item, byte[] buffer, List<(byte[] Path, int NameAt)> found, List<WalkItem> own, IWalkVisitor visitor, WalkCounters counters)
    {
        OpenFile folder;
        var error = item.Parent is { } parent ? parent.File.Subfolder(item.TerminatedName, out folder) : rootFolder.Folder(item.Relative, out folder);
        GiveUp(item);
        if (error != FileError.None)
        {
            // Gone, or replaced by a link or file, since its parent was listed: nothing to walk. Anything else is worth telling.
            if (!error.IsAbsent() && error is not (FileError.Link or FileError.LeavesRoot))
            {
                visitor.Refused(item.Relative, error);
            }

            return;
        }

        try
        {
            if (!visitor.Entering(folder, item.Relative))
            {
                return;
            }

            var ignores = honourGitIgnore ? GitIgnores.In(folder, item.Relative, item.Ignores) : null;
            ListEntries(folder, item.Relative, ignores, buffer, found, visitor, counters);
            if (found.Count > 0)
            {
                folder = Add(folder, ignores, found, own);
            }
        }
        finally
        {
            folder.Dispose();
        }
    }

    private void ListEntries(
        OpenFile folder, ReadOnlySpan<byte> path, GitIgnores? ignores, byte[] buffer, List<(byte[] Path, int NameAt)> found, IWalkVisitor visitor, WalkCounters counters)
    {
        var listing = new FolderListing(folder, buffer);
        int files = 0, manifests = 0;
        while (listing.MoveNext())
        {
            var name = listing.Name;
            if (listing.Kind == FileKind.Folder)
            {
                AddFolder(path, name, ignores, found, visitor);
            }
            else
            {
                files++;
            }

            if (name.Length == ManifestReader.FileNameUtf8.Length && name.SequenceEqual(ManifestReader.FileNameUtf8)
                && ignores?.Ignores(path, name, listing.Kind == FileKind.Folder) != true)
            {
                manifests++;
                visitor.Manifest(folder, path);
            }
        }

        counters.Add(files, manifests);
        // A folder that was deleted since it was opened has nothing in it.
        if (listing.Error != FileError.None && !listing.Error.IsAbsent())
        {
            visitor.Refused(path, listing.Error);
        }
    }

    /// <summary>Puts the subfolders on the thread's stack, to be opened relative to this folder while there is room for open ones.</summary>
    /// <returns>What is to be closed now: the folder, or nothing.</returns>
    private OpenFile Add(OpenFile folder, GitIgnores? ignores, List<(byte[] Path, int NameAt)> found, List<WalkItem> own)
    {
        WalkFolder? kept = null;
        if (Interlocked.Increment(ref _open) <= MostOpen)
        {
            kept = new WalkFolder(folder, found.Count);
        }
        else
        {
            Interlocked.Decrement(ref _open);
        }

        foreach (var (path, nameAt) in found)
        {
            own.Add(new WalkItem(kept, path, nameAt, ignores));
        }

        return kept is null ? folder : OpenFile.None;
    }

    private void GiveUp(IEnumerable<WalkItem> items)
    {
        foreach (var item in items)
        {
            GiveUp(item);
        }
    }

    private void GiveUp(WalkItem item)
    {
        if (item.Parent?.Release() == true)
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private void AddFolder(ReadOnlySpan<byte> parent, ReadOnlySpan<byte> name, GitIgnores? ignores, List<(byte[] Path, int NameAt)> found, IWalkVisitor visitor)
    {
        if (prune.Prunes(parent, name) || ignores?.Ignores(parent, name, isFolder: true) == true)
        {
            return;
        }

        var nameAt = parent.IsEmpty ? 0 : parent.Length + 1;
        var path = new byte[nameAt + name.Length + 1];
        parent.CopyTo(path);
        if (nameAt > 0)
        {
            path[nameAt - 1] = (byte)'/';
        }

        name.CopyTo(path.AsSpan(nameAt));
        var relative = path.AsSpan(0, path.Length - 1);
        foreach (var inside in insideRoots)
        {
            if (relative.SequenceEqual(inside))
            {
                return;
            }
        }

        if (!Utf8.IsValid(name))
        {
            visitor.Refused(relative, FileError.None);
        }
        else if (relative.Length > LongestPath)
        {
            visitor.Refused(relative, FileError.NameTooLong);
        }
        else
        {
            found.Add((path, nameAt));
        }
    }
}
