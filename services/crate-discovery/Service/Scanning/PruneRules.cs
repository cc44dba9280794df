using System.Text;
using System.Text.RegularExpressions;

namespace Ctas7.CrateDiscovery.Scanning;

/// <summary>Decides which folders a walk does not enter. Thread-safe; a name that no rule can match costs no allocation.</summary>
public sealed class PruneRules
{
    private readonly byte[][] _names;
    private readonly Regex[] _namePatterns;
    private readonly Regex[] _pathPatterns;

    /// <summary>The usual rules and <paramref name="globs"/>; see <see cref="DiscoveryOptions.Prune"/> for their form.</summary>
    public PruneRules(IEnumerable<string> globs)
    {
        // A slash at the end says no more than that a folder is meant.
        var given = globs.Select(glob => glob.Trim().TrimEnd('/')).Where(glob => glob.Length > 0).ToLookup(glob => glob.Contains('/', StringComparison.Ordinal));
        var plain = given[false].Where(glob => glob.AsSpan().IndexOfAny("*?") < 0);
        _names = [.. Usual.Concat(plain).Distinct().Select(Encoding.UTF8.GetBytes)];
        _namePatterns = [.. given[false].Where(glob => glob.AsSpan().IndexOfAny("*?") >= 0).Select(Pattern)];
        _pathPatterns = [.. given[true].Select(glob => Pattern(glob.TrimStart('/')))];
    }

    /// <summary>Names of folders that hold no sources.</summary>
    public static IReadOnlyList<string> Usual { get; } =
        [".git", "node_modules", "target", "bin", "obj", ".venv", "dist"];

    /// <summary>Whether the folder <paramref name="name"/> in the folder <paramref name="parent"/> (relative to the root, empty for the root) is left out.</summary>
    public bool Prunes(ReadOnlySpan<byte> parent, ReadOnlySpan<byte> name)
    {
        foreach (var pruned in _names)
        {
            if (name.SequenceEqual(pruned))
            {
                return true;
            }
        }

        return (_namePatterns.Length > 0 && Matches(_namePatterns, Encoding.UTF8.GetString(name)))
            || (_pathPatterns.Length > 0 && Matches(_pathPatterns, parent.IsEmpty
                ? Encoding.UTF8.GetString(name)
                : $"{Encoding.UTF8.GetString(parent)}/{Encoding.UTF8.GetString(name)}"));
    }

    /// <summary>Whether any part of <paramref name="relative"/>, a folder below the root, is left out.</summary>
    public bool PrunesAnyPart(string relative)
    {
        for (int start = 0, end; start < relative.Length; start = end + 1)
        {
            end = relative.IndexOf('/', start) is var slash and >= 0 ? slash : relative.Length;
            var parent = Encoding.UTF8.GetBytes(start == 0 ? "" : relative[..(start - 1)]);
            if (Prunes(parent, Encoding.UTF8.GetBytes(relative[start..end])))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Matches(Regex[] patterns, string text)
    {
        foreach (var pattern in patterns)
        {
            if (pattern.IsMatch(text))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Without backtracking, so that no pattern and no name can take long.</summary>
    private static Regex Pattern(string glob)
    {
        var text = Regex.Escape(glob)
            .Replace(@"\*\*/", "(.*/)?", StringComparison.Ordinal)
            .Replace(@"\*\*", ".*", StringComparison.Ordinal)
            .Replace(@"\*", "[^/]*", StringComparison.Ordinal)
            .Replace(@"\?", "[^/]", StringComparison.Ordinal);
        return new Regex($@"\A{text}\z", RegexOptions.NonBacktracking | RegexOptions.Singleline | RegexOptions.CultureInvariant);
    }
}
