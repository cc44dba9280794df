using System.Globalization;

namespace Aspire.Hosting.Processes;

/// <summary>Who uses a port of this machine.</summary>
/// <param name="ProcessId">Null when the process belongs to someone whose files cannot be read.</param>
/// <param name="Command">Its command line, shortened.</param>
internal sealed record PortOwner(int? ProcessId, string? Command)
{
    private static readonly string[] Tables = ["/proc/net/tcp", "/proc/net/tcp6"];

    /// <summary>Looks in /proc; null when no socket has the port.</summary>
    public static PortOwner? Find(int port)
    {
        var sockets = Sockets(port).ToList();
        if (sockets.Count == 0)
        {
            return null;
        }

        foreach (var folder in ProcessTable.Folders())
        {
            if (Holds(folder, sockets))
            {
                var pid = int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture);
                return new(pid, ProcessTable.CommandOf(pid));
            }
        }

        return new(null, null);
    }

    /// <summary>In words: process id and command, or that it cannot be told.</summary>
    public override string ToString() => ProcessId is null ? "a process of another user" : $"process {ProcessId} ({Command})";

    /// <summary>The inodes of the sockets with that local port, listeners first.</summary>
    private static IEnumerable<string> Sockets(int port)
    {
        var suffix = port.ToString("X4", CultureInfo.InvariantCulture);
        return Tables.Where(File.Exists).SelectMany(table => File.ReadLines(table).Skip(1))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields.Length > 9 && fields[1].EndsWith($":{suffix}", StringComparison.Ordinal) && fields[9] != "0")
            .OrderBy(fields => fields[3] == "0A" ? 0 : 1)
            .Select(fields => $"socket:[{fields[9]}]");
    }

    private static bool Holds(string folder, List<string> sockets)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(Path.Combine(folder, "fd"))
                .Any(file => new FileInfo(file).LinkTarget is { } target && sockets.Contains(target));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
