using System.Diagnostics;

namespace Aspire.Hosting.Processes;

/// <summary>
/// A small shell of its own session that reads from this process until it is gone, however it went, and then ends what the run
/// left: it gives the orchestrator time to stop everything in order, kills whatever still carries the run's mark, and
/// removes the run's containers.
/// </summary>
internal sealed class Watchdog : IDisposable
{
    // The orchestrator notices within seconds that the app host is gone and stops its processes; it needs at most some 20 s.
    private const string Script = """
        exec >/dev/null 2>&1
        mark="ASPIRE_RUN_ID=$1"; engine=$2; shift 2
        # grep says failure whenever one of the processes ended while it looked: what it found counts all the same.
        marked() { grep -lzxF -- "$mark" /proc/[0-9]*/environ || true; }
        cat
        n=0
        while [ $n -lt 100 ]; do
          busy=
          for file in $(marked); do
            [ "$(cat "${file%environ}comm")" = dcp ] && busy=1
          done
          [ -z "$busy" ] && break
          n=$((n + 1)); sleep 0.2
        done
        n=0
        while left=$(marked); [ -n "$left" ] && [ $n -lt 50 ]; do
          for file in $left; do pid=${file#/proc/}; kill -9 "${pid%/environ}"; done
          n=$((n + 1)); sleep 0.1
        done
        [ -n "$engine" ] && [ $# -gt 0 ] && "$engine" rm --force "$@"
        exit 0
        """;

    private readonly Process _process;

    private Watchdog(Process process) => _process = process;

    /// <summary>Starts watching this process.</summary>
    public static Watchdog Start(string runId, string? engine, IEnumerable<string> containers)
    {
        string[] arguments = ["-c", Script, "watchdog", runId, engine ?? string.Empty, .. containers];
        var setsid = Executables.Find("setsid");
        var start = setsid is null ? new ProcessStartInfo("/bin/sh", arguments) : new ProcessStartInfo(setsid, ["/bin/sh", .. arguments]);
        start.RedirectStandardInput = true;
        start.WorkingDirectory = "/";
        start.Environment.Remove(RunMark.Run);
        return new(Process.Start(start) ?? throw new DistributedApplicationException("The watchdog (/bin/sh) could not be started."));
    }

    /// <summary>Whether it still watches.</summary>
    public bool IsAlive => !_process.HasExited;

    /// <summary>Lets it end: it finds nothing left to do.</summary>
    public async Task EndAsync(TimeSpan within)
    {
        _process.StandardInput.Close();
        using var limit = new CancellationTokenSource(within);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
        }
    }

    public void Dispose() => _process.Dispose();
}
