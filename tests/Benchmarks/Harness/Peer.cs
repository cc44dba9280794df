using System.Diagnostics;
using System.Text.Json;

namespace Ctas7.Benchmarks.Harness;

/// <summary>Another program in the same run: started, bounded, and ended with the run.</summary>
public sealed class Peer : IAsyncDisposable
{
    private readonly Process _process;

    private Peer(Process process) => _process = process;

    /// <summary>Its process id.</summary>
    public int Id => _process.Id;

    /// <summary>Starts a program; its error stream goes to ours.</summary>
    /// <exception cref="InvalidOperationException">It cannot be started; says how to install it.</exception>
    public static Peer Start(string executable, IEnumerable<string> arguments, string? folder = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(executable, arguments) { RedirectStandardOutput = true, RedirectStandardInput = true };
        start.WorkingDirectory = folder ?? start.WorkingDirectory;
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        try
        {
            return new Peer(Process.Start(start)!);
        }
        catch (System.ComponentModel.Win32Exception failure)
        {
            throw new InvalidOperationException($"The peer '{executable}' cannot be started ({failure.Message}); scripts/prerequisites.sh bench installs the peers.", failure);
        }
    }

    /// <summary>Runs a program to its end and returns its standard output; a non-zero exit is an exception.</summary>
    public static async Task<string> RunAsync(string executable, IEnumerable<string> arguments, TimeSpan limit, string? folder = null, CancellationToken cancellation = default)
    {
        await using var peer = Start(executable, arguments, folder);
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bounded.CancelAfter(limit);
        var output = await peer._process.StandardOutput.ReadToEndAsync(bounded.Token);
        await peer._process.WaitForExitAsync(bounded.Token);
        return peer._process.ExitCode == 0 ? output : throw new InvalidOperationException($"{executable} ended with {peer._process.ExitCode}: {output}");
    }

    /// <summary>The next line of its standard output, as JSON.</summary>
    public async Task<T> ReadAsync<T>(TimeSpan limit)
    {
        using var bounded = new CancellationTokenSource(limit);
        var line = await _process.StandardOutput.ReadLineAsync(bounded.Token) ?? throw new InvalidOperationException("The peer ended without an answer.");
        return JsonSerializer.Deserialize<T>(line, JsonSerializerOptions.Web)!;
    }

    /// <summary>Writes a line to its standard input.</summary>
    public async Task SendAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(10));
        _process.Dispose();
    }
}
