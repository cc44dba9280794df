using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace Grpc.AspNetCore.Tests.Hosts;

/// <summary><c>server.mjs</c> as a child process: grpc-js on one port, raw HTTP/2 on another. It ends with its standard input.</summary>
public sealed class NodeServer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<JsonElement> _events = new();
    private readonly TaskCompletionSource<string> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private NodeServer(Process process) => _process = process;

    /// <summary>The address of grpc-js.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>The address of the raw server.</summary>
    public Uri RawAddress { get; private set; } = null!;

    /// <summary>Starts a server.</summary>
    public static async Task<NodeServer> StartAsync(string compression = "identity")
    {
        var server = new NodeServer(Process.Start(new ProcessStartInfo("node", ["server.mjs", compression])
        {
            WorkingDirectory = NodeInterop.Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!);
        server._process.OutputDataReceived += (_, line) => server.Keep(line.Data);
        server._process.BeginOutputReadLine();
        var ports = (await server._listening.Task.WaitAsync(TimeSpan.FromSeconds(30))).Split(' ');
        server.Address = new Uri($"http://127.0.0.1:{ports[1]}");
        server.RawAddress = new Uri($"http://127.0.0.1:{ports[2]}");
        return server;
    }

    /// <summary>Waits for an event of the call whose request has this text.</summary>
    public Task<JsonElement> SawAsync(string name, string text) => Eventually.Get(
        () => Task.FromResult(_events.FirstOrDefault(seen => seen.GetProperty("event").GetString() == name && seen.GetProperty("text").GetString() == text)),
        seen => seen.ValueKind == JsonValueKind.Object,
        $"the server says '{name}' of '{text}'");

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        try
        {
            await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(10));
        }
        finally
        {
            if (!_process.HasExited)
            {
                _process.Kill();
            }

            _process.Dispose();
        }
    }

    private void Keep(string? line)
    {
        if (line?.StartsWith("listening", StringComparison.Ordinal) == true)
        {
            _listening.TrySetResult(line);
        }
        else if (line is not null)
        {
            _events.Enqueue(JsonDocument.Parse(line).RootElement);
        }
    }
}
