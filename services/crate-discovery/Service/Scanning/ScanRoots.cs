using System.Text;
using Ctas7.CrateDiscovery.Files;

namespace Ctas7.CrateDiscovery.Scanning;

/// <summary>
/// The configured roots, made absolute and distinct. A root may lie in another: every manifest then belongs to the
/// innermost root that holds it, and is read once.
/// </summary>
public sealed class ScanRoots
{
    /// <summary>The roots at <paramref name="configured"/>; relative ones are relative to the working directory. They need not exist.</summary>
    public ScanRoots(IEnumerable<string> configured)
        => Paths = [.. configured.Where(path => !string.IsNullOrWhiteSpace(path)).Select(Normal).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Absolute and normal, in ordinal order, without a slash at the end.</summary>
    public IReadOnlyList<string> Paths { get; }

    /// <summary>The innermost root that holds <paramref name="path"/>, or null.</summary>
    public string? Of(string path)
    {
        string? innermost = null;
        foreach (var root in Paths)
        {
            if (RootPaths.Contains(root, path) && root.Length > (innermost?.Length ?? 0))
            {
                innermost = root;
            }
        }

        return innermost;
    }

    /// <summary>Paths of the roots inside <paramref name="root"/>, relative to it, as bytes: a walk of it stops there.</summary>
    internal byte[][] Inside(string root)
        => [.. Paths.Where(path => path != root && RootPaths.Contains(root, path)).Select(path => Encoding.UTF8.GetBytes(RootPaths.Relative(root, path)))];

    private static string Normal(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
}
