using System.Globalization;
using System.Text;

namespace Aspire.Hosting.Processes;

/// <summary>The processes of this machine, as /proc shows them. Processes come and go while it is read: one that is gone is left out.</summary>
internal static class ProcessTable
{
    public static IEnumerable<string> Folders()
        => Directory.EnumerateDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out _));

    /// <summary>The ids of the living processes whose environment has the line <c>name=value</c>, this one excluded.</summary>
    public static IReadOnlyList<int> WithVariable(string name, string value)
    {
        var line = Encoding.UTF8.GetBytes($"{name}={value}");
        var found = new List<int>();
        foreach (var folder in Folders())
        {
            var pid = int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture);
            if (pid != Environment.ProcessId && HasLine(Read(Path.Combine(folder, "environ")), line))
            {
                found.Add(pid);
            }
        }

        return found;
    }

    /// <summary>Whether a process lives; one that has ended and was not yet collected does not.</summary>
    public static bool IsAlive(int pid)
    {
        var status = Encoding.UTF8.GetString(Read($"/proc/{pid}/stat"));
        var end = status.LastIndexOf(')');
        return end > 0 && end + 2 < status.Length && status[end + 2] is not ('Z' or 'X');
    }

    /// <summary>When a process started, in the kernel's ticks since boot: with the id it names a process for good. Null when it is gone.</summary>
    public static long? StartOf(int pid)
    {
        var status = Encoding.UTF8.GetString(Read($"/proc/{pid}/stat"));
        var fields = status[(status.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > 19 && fields[0] is not ("Z" or "X") && long.TryParse(fields[19], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) ? ticks : null;
    }

    /// <summary>The program's short name, such as <c>dcp</c>.</summary>
    public static string NameOf(int pid) => Encoding.UTF8.GetString(Read($"/proc/{pid}/comm")).Trim();

    /// <summary>The command line, at most 160 characters.</summary>
    public static string CommandOf(int pid)
    {
        var command = Encoding.UTF8.GetString(Read($"/proc/{pid}/cmdline")).Replace('\0', ' ').Trim();
        return command.Length > 160 ? $"{command[..160]}…" : command.Length > 0 ? command : NameOf(pid);
    }

    private static byte[] Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static bool HasLine(ReadOnlySpan<byte> environment, ReadOnlySpan<byte> line)
    {
        foreach (var range in environment.Split((byte)0))
        {
            if (environment[range].SequenceEqual(line))
            {
                return true;
            }
        }

        return false;
    }
}
