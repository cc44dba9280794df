using System.Collections.Concurrent;
using System.Diagnostics;

namespace Ctas7.Testing;

/// <summary>
/// A real server as a child process with its own folder under the system's temporary folder. Disposing kills the
/// whole process tree and removes the folder.
/// </summary>
public abstract class ServerProcess : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _output = new();

    /// <summary>The server's own data folder.</summary>
    protected string Folder { get; } = Directory.CreateTempSubdirectory("ctas7-test-").FullName;

    /// <summary>The running process.</summary>
    /// <exception cref="InvalidOperationException">Not started.</exception>
    public Process Process { get => field ?? throw new InvalidOperationException("Not started."); private set; }

    /// <summary>The last lines that the server wrote, for a test's failure message.</summary>
    public string Output => string.Join('\n', _output);

    /// <summary>Starts the server.</summary>
    protected void Launch(string executable, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(executable, arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        Process = Process.Start(start) ?? throw new InvalidOperationException($"{executable} did not start.");
        Process.OutputDataReceived += Keep;
        Process.ErrorDataReceived += Keep;
        Process.BeginOutputReadLine();
        Process.BeginErrorReadLine();
    }

    /// <summary>kill −9 of the server and its children; the data folder stays.</summary>
    public virtual async Task KillAsync()
    {
        if (!Process.HasExited)
        {
            Process.Kill(entireProcessTree: true);
        }

        await Process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(10));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Process.Dispose();
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null)
        {
            return;
        }

        _output.Enqueue(line.Data);
        while (_output.Count > 200)
        {
            _output.TryDequeue(out _);
        }
    }
}
