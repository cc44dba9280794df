using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Ctas7.Testing;
using Ctas7.Testing.Suite;

namespace Ctas7.Suite.Tests;

/// <summary>What the two commands say to a newcomer when something is in the way.</summary>
public sealed class CommandTests
{
    [Fact]
    public async Task Help_names_every_option()
    {
        var (code, output) = await RunAsync("bash", "run.sh", "--help");
        code.ShouldBe(0);
        output.ShouldContain("--Ports:Gateway");
        output.ShouldContain("--data");
    }

    [Fact]
    public async Task A_root_that_is_no_folder_is_refused_before_anything_starts()
    {
        var (code, output) = await RunAsync("bash", "run.sh", "/no/such/folder");
        code.ShouldBe(2);
        output.ShouldContain("/no/such/folder is not a folder");
    }

    [Fact]
    public async Task A_port_in_use_is_named_with_its_owner_and_the_way_out()
    {
        using var taken = new TcpListener(IPAddress.Loopback, FreePorts.One());
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var data = Directory.CreateTempSubdirectory("ctas7-data-");
        try
        {
            var (code, output) = await RunAsync("dotnet", Checkout.AppHost, "--data", data.FullName, "--Ports:Gateway", $"{port}", "--Ports:WebSocket", $"{FreePorts.One()}");
            code.ShouldBe(2);
            output.ShouldContain($"{port}");
            output.ShouldContain($"{Environment.ProcessId}");
            output.ShouldContain("Ports:Gateway");
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_missing_server_that_cannot_be_installed_is_one_sentence_and_exit_code_2()
    {
        var start = new ProcessStartInfo("/bin/bash", ["scripts/prerequisites.sh", "brokers"]) { WorkingDirectory = Checkout.Root, RedirectStandardError = true };
        start.Environment["PATH"] = "/nowhere";
        using var process = Process.Start(start)!;
        var said = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));

        process.ExitCode.ShouldBe(2);
        said.Split('\n').ShouldContain(line => line.StartsWith("redis-server is missing", StringComparison.Ordinal) && line.Contains("install redis-server", StringComparison.Ordinal));
    }

    private static async Task<(int Code, string Output)> RunAsync(string command, params string[] arguments)
    {
        var start = new ProcessStartInfo(command, arguments) { WorkingDirectory = Checkout.Root, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(120));
        return (process.ExitCode, await output + await errors);
    }
}
