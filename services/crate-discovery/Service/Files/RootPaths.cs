using System.Text;

namespace Ctas7.CrateDiscovery.Files;

/// <summary>Paths below a root. A root is absolute, normal, and ends without a slash unless it is <c>/</c>.</summary>
public static class RootPaths
{
    /// <summary>The absolute path of <paramref name="relative"/> (UTF-8, empty is the root itself).</summary>
    public static string Absolute(string root, ReadOnlySpan<byte> relative)
        => relative.IsEmpty ? root : string.Concat(root == "/" ? "" : root, "/", Encoding.UTF8.GetString(relative));

    /// <summary>The absolute path of <paramref name="name"/> in <paramref name="folder"/>.</summary>
    public static string Child(string folder, string name) => folder == "/" ? $"/{name}" : $"{folder}/{name}";

    /// <summary>What follows the root in <paramref name="path"/>; empty for the root itself.</summary>
    public static string Relative(string root, string path)
        => path.Length == root.Length ? "" : path[(root == "/" ? 1 : root.Length + 1)..];

    /// <summary>Whether <paramref name="path"/> is <paramref name="folder"/> or lies in it.</summary>
    public static bool Contains(string folder, string path)
        => path.StartsWith(folder, StringComparison.Ordinal) && (path.Length == folder.Length || folder == "/" || path[folder.Length] == '/');

    /// <summary>The folder that holds <paramref name="path"/>.</summary>
    public static string Parent(string path)
    {
        var slash = path.LastIndexOf('/');
        return slash <= 0 ? "/" : path[..slash];
    }

    /// <summary>The last part of <paramref name="path"/>.</summary>
    public static string Name(string path) => path[(path.LastIndexOf('/') + 1)..];
}
