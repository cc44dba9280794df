using System.Diagnostics;

namespace Ctas7.CrateDiscovery.Tests.Hosts;

/// <summary>Programs of the system.</summary>
internal static class Commands
{
    /// <summary>Runs to the end; null on success, else what it said.</summary>
    internal static string? Fails(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true, RedirectStandardInput = true })!;
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : $"{program} ended with {process.ExitCode}: {error}{output.Result}".Trim();
        }
        catch (System.ComponentModel.Win32Exception failure)
        {
            return failure.Message;
        }
    }

    internal static void Run(string program, params string[] arguments) => Fails(program, arguments).ShouldBeNull();
}
