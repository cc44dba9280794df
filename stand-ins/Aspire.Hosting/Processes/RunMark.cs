using System.Runtime.InteropServices;

namespace Aspire.Hosting.Processes;

/// <summary>
/// The marks in the environment by which everything that a run started is found again, however far it has detached itself:
/// one for the run, one for the copy of a resource. A process inherits them from whoever starts it.
/// </summary>
internal static partial class RunMark
{
    public const string Run = "ASPIRE_RUN_ID";
    public const string Copy = "ASPIRE_RUN_COPY";

    private const int Kill = 9;
    private const int Terminate = 15;

    /// <summary>Kills everything with a mark and waits until it is gone; bounded by <paramref name="within"/>.</summary>
    /// <returns>How many processes were killed.</returns>
    public static async Task<int> EndAllAsync(string name, string value, TimeSpan within)
    {
        var killed = new HashSet<int>();
        using var limit = new CancellationTokenSource(within);
        while (ProcessTable.WithVariable(name, value) is { Count: > 0 } living && !limit.IsCancellationRequested)
        {
            foreach (var pid in living)
            {
                killed.Add(pid);
                _ = Signal(pid, Kill);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), CancellationToken.None);
        }

        return killed.Count;
    }

    /// <summary>Kills one process, unless its id means another one by now, and waits until it is gone.</summary>
    public static async Task EndAsync(int pid, long started, TimeSpan within)
    {
        using var limit = new CancellationTokenSource(within);
        while (ProcessTable.StartOf(pid) == started && !limit.IsCancellationRequested)
        {
            _ = Signal(pid, Kill);
            await Task.Delay(TimeSpan.FromMilliseconds(10), CancellationToken.None);
        }
    }

    /// <summary>Asks a process to end.</summary>
    public static void AskToEnd(int pid) => _ = Signal(pid, Terminate);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int pid, int signal);
}
