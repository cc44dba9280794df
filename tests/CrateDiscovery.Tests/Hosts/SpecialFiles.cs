using System.Diagnostics;

namespace Ctas7.CrateDiscovery.Tests.Hosts;

/// <summary>Things on a disk that .NET cannot make.</summary>
public static class SpecialFiles
{
    public static Task PipeAsync(string path) => RunAsync("mkfifo", path);

    /// <summary>Sets rights, such as <c>000</c>.</summary>
    public static Task ModeAsync(string path, string mode) => RunAsync("chmod", mode, path);

    public static Task CopyTreeAsync(string from, string to) => RunAsync("cp", "-r", from, to);

    public static Task HardLinkAsync(string from, string to) => RunAsync("ln", from, to);

    /// <summary>Makes a folder whose name is not UTF-8.</summary>
    public static Task FolderNotUtf8Async(string parent) => RunAsync("sh", "-c", $"mkdir \"{parent}/$(printf 'bad\\377name')\"");

    private static async Task RunAsync(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, error);
    }
}
