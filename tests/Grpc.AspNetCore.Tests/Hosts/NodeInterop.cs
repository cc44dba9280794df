using System.Diagnostics;
using System.Text.Json;

namespace Grpc.AspNetCore.Tests.Hosts;

/// <summary>The npm packages of the peer, installed when they are not: a test that cannot have its peer fails.</summary>
public sealed class NodeInterop : IAsyncLifetime
{
    /// <summary>The folder of the peer's scripts.</summary>
    public static string Folder { get; } = Find();

    public async Task InitializeAsync()
    {
        if (Directory.Exists(Path.Combine(Folder, "node_modules", "@grpc", "grpc-js")))
        {
            return;
        }

        var (exitCode, output, errors) = await RunAsync("npm", ["ci", "--no-audit", "--no-fund"], TimeSpan.FromMinutes(3));
        exitCode.ShouldBe(0, $"npm ci in {Folder}: {output} {errors}");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>Runs a case of <c>client.mjs</c> and returns what it saw.</summary>
    public static async Task<JsonElement> ClientAsync(Uri address, string name)
    {
        var (exitCode, output, errors) = await RunAsync("node", ["client.mjs", address.Authority, name], TimeSpan.FromSeconds(40));
        exitCode.ShouldBe(0, errors);
        return JsonDocument.Parse(output).RootElement;
    }

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string command, string[] arguments, TimeSpan within)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync().WaitAsync(within);
            return (process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var interop = Path.Combine(folder.FullName, "tests", "Grpc.AspNetCore.Tests", "interop");
            if (Directory.Exists(interop))
            {
                return interop;
            }
        }

        throw new DirectoryNotFoundException($"No tests/Grpc.AspNetCore.Tests/interop above {AppContext.BaseDirectory}.");
    }
}
