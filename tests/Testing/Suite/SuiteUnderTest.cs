using System.Collections.Concurrent;
using System.Diagnostics;
using Xunit;

namespace Ctas7.Testing.Suite;

/// <summary>The real suite, started through the app host on free ports with its own data folder and workspace.</summary>
public sealed class SuiteUnderTest : IAsyncLifetime
{
    private static readonly string[] Expected = ["redis", "rabbitmq", "crate-discovery", "realtime", "gateway"];

    private readonly string _data = Directory.CreateTempSubdirectory("ctas7-data-").FullName;
    private readonly string _mark = Guid.NewGuid().ToString("N");
    private readonly int[] _ports = FreePorts.Take(2);
    private readonly ConcurrentQueue<string> _output = new();
    private Process? _appHost;

    /// <summary>The folder that the suite watches.</summary>
    public Workspace Workspace { get; } = new();

    /// <summary>Fills the workspace before the start; one crate called <c>first</c> unless said otherwise.</summary>
    public Action<Workspace> Prepare { get; init; } = workspace => workspace.Save("first", "1.0.0");

    /// <summary>Further arguments of the app host.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>A client of the gateway.</summary>
    public HttpClient Api { get; private set; } = null!;

    /// <summary>The gateway's WebSocket port.</summary>
    public Uri WebSocketDoor => new($"ws://127.0.0.1:{_ports[1]}/");

    /// <summary>The WebSocket path on the gateway's HTTP port.</summary>
    public Uri WebSocketOnGateway => new($"ws://127.0.0.1:{_ports[0]}/ws");

    /// <summary>The dashboard's link with its login token.</summary>
    public string DashboardLogin => State().Dashboard?.LoginUrl ?? throw new InvalidOperationException("The app host names no dashboard.");

    /// <summary>Process id of the app host.</summary>
    public int AppHostId => _appHost!.Id;

    /// <summary>Every living process that this start of the suite left.</summary>
    public IReadOnlyList<string> Processes => new LeftOvers(_mark).Find();

    private string StateFile => Path.Combine(_data, "state.json");

    /// <summary>Process id of the orchestrator (DCP), as the app host knows it now.</summary>
    public int OrchestratorId => State().Orchestrator ?? throw new InvalidOperationException("The app host names no orchestrator.");

    /// <summary>Names of all replicas with their state, for assertions.</summary>
    public IReadOnlyList<SuiteState.ResourceState> Resources => State().Resources;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        Prepare(Workspace);
        var start = new ProcessStartInfo("dotnet",
        [
            Checkout.AppHost,
            "--root", Workspace.Root,
            "--data", _data,
            "--state-file", StateFile,
            "--Ports:Gateway", $"{_ports[0]}",
            "--Ports:WebSocket", $"{_ports[1]}",
            .. Arguments,
        ])
        {
            WorkingDirectory = Checkout.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment[LeftOvers.Variable] = _mark;
        _appHost = Process.Start(start)!;
        _appHost.OutputDataReceived += Keep;
        _appHost.ErrorDataReceived += Keep;
        _appHost.BeginOutputReadLine();
        _appHost.BeginErrorReadLine();
        Api = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{_ports[0]}"), Timeout = TimeSpan.FromSeconds(15) };
        try
        {
            await HealthyAsync(TimeSpan.FromSeconds(120));
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until every resource runs and is healthy, and the gateway answers for crate discovery.</summary>
    public async Task HealthyAsync(TimeSpan within)
    {
        await Eventually.Get(
            () => Task.FromResult(_appHost!.HasExited
                ? throw new InvalidOperationException($"The app host ended with {_appHost.ExitCode}.")
                : string.Join(", ", Unhealthy())),
            unhealthy => unhealthy.Length == 0,
            $"every resource is healthy\n{string.Join('\n', _output)}",
            within);
        await Eventually.True(async () => (await Api.GetAsync("/api/crates")).IsSuccessStatusCode, "the gateway answers /api/crates", within);
    }

    /// <summary>kill −9 of every replica of a resource; returns the ids that were killed.</summary>
    public async Task<IReadOnlyList<int>> KillAsync(string resource)
    {
        var killed = PidsOf(resource);
        if (killed.Count == 0)
        {
            throw new InvalidOperationException($"The app host names no process of {resource}.");
        }

        foreach (var id in killed)
        {
            await KillAsync(id);
        }

        return killed;
    }

    /// <summary>kill −9 of one process.</summary>
    public static async Task KillAsync(int id)
    {
        using var process = Process.GetProcessById(id);
        process.Kill();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(10));
    }

    /// <summary>The process ids of a resource's replicas, as the app host knows them now.</summary>
    public IReadOnlyList<int> PidsOf(string resource) =>
        [.. State().Resources.Concat(State().Hidden).Where(entry => entry.Resource == resource && entry.Pid is > 0).Select(entry => entry.Pid!.Value)];

    /// <summary>Ends the app host with a signal and waits until it is gone; its exit code.</summary>
    public async Task<int> StopAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{_appHost!.Id}"]);
        await _appHost.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return _appHost.ExitCode;
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        if (_appHost is { HasExited: false })
        {
            await StopAsync("TERM");
        }

        try
        {
            await Eventually.True(() => Processes.Count == 0, "no process is left behind");
        }
        catch (TimeoutException)
        {
            throw new InvalidOperationException($"Left behind:\n{string.Join('\n', Processes)}");
        }
        finally
        {
            _appHost?.Dispose();
            Api?.Dispose();
            Workspace.Dispose();
            Directory.Delete(_data, recursive: true);
        }
    }

    private SuiteState State() => SuiteState.Read(StateFile) ?? throw new InvalidOperationException($"The app host has not written its state yet.\n{string.Join('\n', _output)}");

    private IEnumerable<string> Unhealthy()
    {
        var state = State();
        foreach (var name in Expected)
        {
            var replicas = state.Resources.Where(entry => entry.Resource == name).ToList();
            if (replicas.Count == 0)
            {
                yield return $"{name} is absent";
            }

            foreach (var replica in replicas.Where(entry => entry is not { State: "Running", Health: "Healthy" }))
            {
                yield return $"{replica.Name} is {replica.State}/{replica.Health}";
            }
        }
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is not null)
        {
            _output.Enqueue(line.Data);
        }
    }
}
