using System.Text;
using Ctas7.CrateDiscovery.Files;

namespace Ctas7.CrateDiscovery.Watching;

/// <summary>
/// The mounts in and above the roots (<c>/proc/self/mountinfo</c>, proc(5)): what is mounted over a folder, or taken away from it, is no event of
/// that folder. For one thread.
/// </summary>
internal sealed class MountTable : IDisposable
{
    private const string Table = "/proc/self/mountinfo";
    private readonly IReadOnlyList<string> _roots;
    private readonly int _descriptor;
    private string _relevant;

    internal MountTable(IReadOnlyList<string> roots)
    {
        _roots = roots;
        _descriptor = Libc.OpenAt(Libc.AtCurrentFolder, ref OpenFile.Terminated(Table)[0], Libc.OpenCloseOnExec, 0);
        _relevant = Relevant();
    }

    /// <summary>To be polled for <c>POLLPRI</c>; negative where the table cannot be opened, which poll(2) ignores.</summary>
    internal int Descriptor => _descriptor;

    public void Dispose()
    {
        if (_descriptor >= 0)
        {
            _ = Libc.Close(_descriptor);
        }
    }

    /// <summary>Whether a mount in or above a root came or went since the last call.</summary>
    internal bool HasChanged()
    {
        var now = Relevant();
        var before = Interlocked.Exchange(ref _relevant, now);
        return now != before;
    }

    private string Relevant()
    {
        try
        {
            // 36 35 98:0 /mnt1 /mnt/parent rw,noatime … : mount, parent, device, what of it, where.
            return string.Join('\n', File.ReadLines(Table).Select(line => line.Split(' ')).Where(IsRelevant).Select(fields => $"{fields[0]} {fields[2]} {fields[4]}"));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private bool IsRelevant(string[] fields)
    {
        if (fields.Length < 5)
        {
            return false;
        }

        var at = Unescaped(fields[4]);
        return _roots.Any(root => RootPaths.Contains(root, at) || RootPaths.Contains(at, root));
    }

    /// <summary>Blank, tab, line feed and backslash are written in octal.</summary>
    private static string Unescaped(string path) => !path.Contains('\\', StringComparison.Ordinal)
        ? path
        : new StringBuilder(path).Replace(@"\040", " ").Replace(@"\011", "\t").Replace(@"\012", "\n").Replace(@"\134", @"\").ToString();
}
