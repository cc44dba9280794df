using System.Collections.Concurrent;
using System.Diagnostics;
using Aspire.Hosting.Processes;

namespace Aspire.Hosting.Dcp;

/// <summary>
/// One life of DCP: its server process, the client, and the watch that tells what becomes of the processes. It is
/// lost when the server or its controllers end or stop answering; then <see cref="Lost"/> is cancelled and a new session is due.
/// </summary>
internal sealed class DcpSession : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(500);

    private readonly Process _server;
    private readonly string _folder;
    private readonly ConcurrentDictionary<string, TrackedExecutable> _tracked = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _lost = new();
    private Task _watching = Task.CompletedTask;
    private Task _guarding = Task.CompletedTask;
    private DcpClient? _client;

    private DcpSession(Process server, string folder)
    {
        _server = server;
        _folder = folder;
        Lost = _lost.Token;
    }

    /// <summary>Cancelled when the session cannot be used any more.</summary>
    public CancellationToken Lost { get; }

    public DcpClient Client => _client ?? throw new InvalidOperationException("Not started.");

    /// <summary>Process id of the server.</summary>
    public int ProcessId => _server.Id;

    /// <summary>Starts DCP in a session of its own, so that Ctrl-C reaches the app host alone, which then stops things in order.</summary>
    /// <exception cref="DistributedApplicationException">It did not start in time; its last words are in the message.</exception>
    public static async Task<DcpSession> StartAsync(DcpLaunch launch, int number, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateDirectory(Path.Combine(launch.Folder, $"dcp-{number}")).FullName;
        var session = new DcpSession(Launch(launch.Program, folder, launch.RunId), folder);
        try
        {
            var access = await session.AccessAsync(cancellationToken);
            session._client = new DcpClient(access);
            session._watching = session.WatchAsync();
            session._guarding = session.GuardAsync();
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>The status of a process, from now on.</summary>
    public TrackedExecutable Track(string name) => _tracked.GetOrAdd(name, _ => new());

    /// <summary>Ends the tracking.</summary>
    public void Forget(string name) => _tracked.TryRemove(name, out _);

    /// <summary>Asks DCP to stop its processes and itself, waits for it within bounds, and ends it by force after that.</summary>
    public async ValueTask DisposeAsync()
    {
        await _lost.CancelAsync();
        if (!_server.HasExited)
        {
            RunMark.AskToEnd(_server.Id);
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            try
            {
                await _server.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                _server.Kill(entireProcessTree: true);
            }
        }

        await Task.WhenAll(_watching, _guarding);
        _client?.Dispose();
        _server.Dispose();
        _lost.Dispose();
        TryDelete(_folder);
    }

    private static Process Launch(string program, string folder, string runId)
    {
        string[] command =
        [
            "/bin/sh", "-c", "exec \"$@\" > dcp.log 2>&1 < /dev/null", "dcp",
            program, "start-apiserver", "--kubeconfig", Path.Combine(folder, "kubeconfig"), "--monitor", $"{Environment.ProcessId}", "--monitor-interval", "1",
        ];
        var start = Executables.Find("setsid") is { } setsid ? new ProcessStartInfo(setsid, command) : new ProcessStartInfo(command[0], command[1..]);
        start.WorkingDirectory = folder;
        start.Environment["DCP_SESSION_FOLDER"] = folder;
        start.Environment[RunMark.Run] = runId;
        foreach (var own in start.Environment.Keys.Where(IsOfTheAppHost).ToList())
        {
            start.Environment.Remove(own);
        }

        return Process.Start(start) ?? throw new DistributedApplicationException($"{program} could not be started.");
    }

    /// <summary>Settings of the app host that its processes would take for their own.</summary>
    private static bool IsOfTheAppHost(string name)
        => name is "ASPNETCORE_URLS" or "ASPNETCORE_HTTP_PORTS" or "DOTNET_URLS" or "URLS"
            || name.StartsWith("ConnectionStrings__", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith("Parameters__", StringComparison.OrdinalIgnoreCase)
            || (name.StartsWith("OTEL_", StringComparison.Ordinal) && name != "OTEL_SDK_DISABLED");

    private async Task<DcpAccess> AccessAsync(CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < StartDeadline && !_server.HasExited)
        {
            if (DcpAccess.TryRead(Path.Combine(_folder, "kubeconfig")) is { } access && await AnswersAsync(access, cancellationToken))
            {
                return access;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(25), cancellationToken);
        }

        var log = Path.Combine(_folder, "dcp.log");
        throw new DistributedApplicationException(
            $"Aspire's orchestrator did not start within {StartDeadline.TotalSeconds:0} s: {(File.Exists(log) ? File.ReadLines(log).LastOrDefault() : "no output")}");
    }

    private static async Task<bool> AnswersAsync(DcpAccess access, CancellationToken cancellationToken)
    {
        using var client = new System.Net.Sockets.TcpClient();
        try
        {
            await client.ConnectAsync(access.Server.Host, access.Server.Port, cancellationToken);
            return true;
        }
        catch (System.Net.Sockets.SocketException)
        {
            return false;
        }
    }

    private async Task WatchAsync()
    {
        // The server closes a watch now and then; each new one starts with the state of everything.
        for (var failures = 0; !Lost.IsCancellationRequested && failures < 20; failures++)
        {
            try
            {
                await foreach (var (name, status) in Client.WatchAsync(Lost))
                {
                    failures = 0;
                    if (_tracked.TryGetValue(name, out var tracked))
                    {
                        tracked.Update(status);
                    }
                }
            }
            catch (Exception failure) when (failure is HttpRequestException or IOException or TimeoutException or OperationCanceledException or System.Text.Json.JsonException)
            {
                await Task.WhenAny(Task.Delay(TimeSpan.FromMilliseconds(100), CancellationToken.None), Task.Delay(Timeout.Infinite, Lost));
            }
        }

        await LoseAsync();
    }

    /// <summary>The server's controllers are a process of their own: the server lives on without them, and would do nothing.</summary>
    private async Task GuardAsync()
    {
        int? controllers = null;
        while (!Lost.IsCancellationRequested)
        {
            controllers ??= ControllersOf(_server.Id);
            if (_server.HasExited || (controllers is { } pid && !ProcessTable.IsAlive(pid)))
            {
                break;
            }

            await Task.WhenAny(Task.Delay(Beat, CancellationToken.None), Task.Delay(Timeout.Infinite, Lost));
        }

        await LoseAsync();
    }

    private static int? ControllersOf(int server)
    {
        try
        {
            return File.ReadAllText($"/proc/{server}/task/{server}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(pid => int.Parse(pid, System.Globalization.CultureInfo.InvariantCulture))
                .Where(pid => ProcessTable.CommandOf(pid).Contains("run-controllers", StringComparison.Ordinal))
                .Select(pid => (int?)pid)
                .FirstOrDefault();
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private async Task LoseAsync()
    {
        if (!_lost.IsCancellationRequested)
        {
            await _lost.CancelAsync();
        }
    }

    private static void TryDelete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception busy) when (busy is IOException or UnauthorizedAccessException)
        {
            // A process that is just ending may still write its log; the next run clears the folder.
        }
    }
}
