using System.Text;
using Ctas7.CrateDiscovery.Files;

namespace Ctas7.CrateDiscovery.GitIgnore;

/// <summary>The patterns of one <c>.gitignore</c>, the first <see cref="MostPatterns"/>. Immutable.</summary>
internal sealed class GitIgnoreFile
{
    /// <summary>A larger file is not read.</summary>
    internal const int MaxBytes = 1024 * 1024;

    /// <summary>Patterns after these are left out: each name in the tree is held to each pattern.</summary>
    internal const int MostPatterns = 4096;

    private readonly GitIgnorePattern[] _patterns;

    private GitIgnoreFile(GitIgnorePattern[] patterns) => _patterns = patterns;

    /// <summary>The file of an open folder; null where there is none, or it is no readable regular file. As with git, a link is not followed.</summary>
    internal static GitIgnoreFile? Read(OpenFile folder)
    {
        if (folder.File(GitIgnores.FileNameUtf8, out var file) != FileError.None)
        {
            return null;
        }

        using (file)
        {
            return FileFacts.Of(file, out var facts) == FileError.None
                && facts is { Kind: FileKind.File, Size: <= MaxBytes }
                && WholeFile.Read(file, (int)facts.Size, MaxBytes, out var content) == FileError.None
                && content.Length <= MaxBytes
                    ? Parse(content)
                    : null;
        }
    }

    internal static GitIgnoreFile Parse(ReadOnlySpan<byte> content)
    {
        var patterns = new List<GitIgnorePattern>();
        content = content.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? content[3..] : content;
        foreach (var range in content.Split((byte)'\n'))
        {
            var line = content[range];
            line = line is [.., (byte)'\r'] ? line[..^1] : line;
            if (GitIgnorePattern.Parse(Encoding.Latin1.GetString(line)) is { } pattern)
            {
                patterns.Add(pattern);
                if (patterns.Count == MostPatterns)
                {
                    break;
                }
            }
        }

        return new GitIgnoreFile([.. patterns]);
    }

    /// <summary>True and false where a pattern says so, null where none matches.</summary>
    /// <param name="folder">The path from this file's folder to the one that holds the name; empty when it is the same.</param>
    /// <param name="name">The name, a character for each byte.</param>
    /// <param name="isFolder">It is a folder.</param>
    internal bool? Decide(ReadOnlySpan<byte> folder, string name, bool isFolder)
    {
        string? path = null;
        for (var index = _patterns.Length - 1; index >= 0; index--)
        {
            var pattern = _patterns[index];
            if (pattern.IsForFoldersOnly && !isFolder)
            {
                continue;
            }

            if (pattern.Matches(pattern.IsForNames ? name : path ??= folder.IsEmpty ? name : $"{Encoding.Latin1.GetString(folder)}/{name}"))
            {
                return !pattern.IsNegation;
            }
        }

        return null;
    }
}
