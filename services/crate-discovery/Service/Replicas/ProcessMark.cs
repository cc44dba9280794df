using System.Globalization;

namespace Ctas7.CrateDiscovery.Replicas;

/// <summary>
/// Which process a replica is, so that another on the same machine can tell that it has ended: boot, process namespace, number and start time.
/// Only a process of the same boot and namespace is ever judged; of any other nothing is known, and its lease lapses by itself.
/// </summary>
internal static class ProcessMark
{
    // proc(5), /proc/[pid]/stat: the state is the first field after the name in brackets, the start time in clock ticks the twentieth.
    private const int StateField = 0;
    private const int StartField = 19;

    /// <summary>The mark of this process; empty where the system does not tell.</summary>
    internal static string Own { get; } = Of(Environment.ProcessId);

    /// <summary>True when the marked process is certainly no more.</summary>
    internal static bool HasEnded(string mark)
    {
        var parts = mark.Split('/');
        var own = Own.Split('/');
        return parts is [var boot, var space, var number, var start]
            && own is [var ownBoot, var ownSpace, _, _]
            && (boot, space) == (ownBoot, ownSpace)
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var process)
            && StartOf(process, out var running)
            && running != start;
    }

    /// <summary>The mark of a process of this machine; empty where the system does not tell.</summary>
    internal static string Of(int process)
    {
        try
        {
            var boot = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
            var space = File.ResolveLinkTarget("/proc/self/ns/pid", returnFinalTarget: false)?.Name ?? "";
            return StartOf(process, out var start) && start.Length > 0 && space.Length > 0
                ? string.Create(CultureInfo.InvariantCulture, $"{boot}/{space}/{process}/{start}")
                : "";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    /// <summary>When a process began; empty for one that is no more, or only waits to be collected. False when the system does not tell.</summary>
    private static bool StartOf(int process, out string start)
    {
        start = "";
        try
        {
            var text = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat"));
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            start = fields[StateField] is "Z" or "X" ? "" : fields[StartField];
            return true;
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            // With hidepid (proc(5)) processes of other users look the same as none: then nothing is known.
            return File.Exists("/proc/1/stat");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // ESRCH: it ended between opening and reading. The next look tells.
            return false;
        }
    }
}
