using System.Text;
using Ctas7.CrateDiscovery.Files;

namespace Ctas7.CrateDiscovery.GitIgnore;

/// <summary>
/// What the <c>.gitignore</c> of a folder and those above it, up to the root, leave out (gitignore(5)): of several patterns that match, the last
/// one of the innermost file decides. What lies in an ignored folder cannot be taken in again, as that folder is not entered. Immutable.
/// </summary>
internal sealed class GitIgnores
{
    private readonly GitIgnores? _above;
    private readonly GitIgnoreFile _file;
    private readonly int _folderBytes;

    private GitIgnores(GitIgnores? above, GitIgnoreFile file, int folderBytes) => (_above, _file, _folderBytes) = (above, file, folderBytes);

    /// <summary>The file's name.</summary>
    internal static ReadOnlySpan<byte> FileNameUtf8 => ".gitignore"u8;

    /// <summary>What counts in an open folder: its own file, if it has one that can be read, and <paramref name="above"/>.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="relative">Its path below the root.</param>
    /// <param name="above">What counts in the folder that holds it.</param>
    internal static GitIgnores? In(OpenFile folder, ReadOnlySpan<byte> relative, GitIgnores? above)
        => GitIgnoreFile.Read(folder) is { } file ? new GitIgnores(above, file, relative.Length) : above;

    /// <summary>What counts in the folder that holds <paramref name="relative"/>; null for the root itself, and where no folder has such a file.</summary>
    internal static GitIgnores? Above(OpenFile root, ReadOnlySpan<byte> relative)
    {
        GitIgnores? ignores = null;
        for (var end = relative.IsEmpty ? -1 : 0; end >= 0; end = NextSlash(relative, end))
        {
            if (root.Passage(relative[..end], out var folder) != FileError.None)
            {
                return ignores;
            }

            using (folder)
            {
                ignores = In(folder, relative[..end], ignores);
            }
        }

        return ignores;
    }

    /// <summary>Whether the file or folder at <paramref name="relative"/>, or a folder on the way to it, is ignored as the files say now.</summary>
    internal static bool IgnoresPath(OpenFile root, ReadOnlySpan<byte> relative, bool isFolder)
    {
        GitIgnores? ignores = null;
        for (int start = 0, end; start < relative.Length; start = end + 1)
        {
            end = NextSlash(relative, start) is var slash and >= 0 ? slash : relative.Length;
            var parent = relative[..Math.Max(start - 1, 0)];
            if (root.Passage(parent, out var folder) != FileError.None)
            {
                return false;
            }

            using (folder)
            {
                ignores = In(folder, parent, ignores);
            }

            if (ignores?.Ignores(parent, relative[start..end], isFolder || end < relative.Length) == true)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether <paramref name="name"/> in the folder <paramref name="parent"/>, where this counts, is ignored.</summary>
    internal bool Ignores(ReadOnlySpan<byte> parent, ReadOnlySpan<byte> name, bool isFolder)
    {
        // One character for each byte, as git compares bytes.
        var text = Encoding.Latin1.GetString(name);
        for (var ignores = this; ignores is not null; ignores = ignores._above)
        {
            var between = parent[Math.Min(ignores._folderBytes == 0 ? 0 : ignores._folderBytes + 1, parent.Length)..];
            if (ignores._file.Decide(between, text, isFolder) is { } isIgnored)
            {
                return isIgnored;
            }
        }

        return false;
    }

    /// <summary>The place of the next slash after <paramref name="at"/>; negative when there is none.</summary>
    private static int NextSlash(ReadOnlySpan<byte> path, int at)
    {
        var next = Math.Min(at + 1, path.Length);
        var slash = path[next..].IndexOf((byte)'/');
        return slash < 0 ? -1 : next + slash;
    }
}
