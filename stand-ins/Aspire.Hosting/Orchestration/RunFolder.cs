using System.Globalization;
using Aspire.Hosting.Processes;

namespace Aspire.Hosting.Orchestration;

/// <summary>
/// The folder <c>run</c> in the data folder: a lock that one app host holds at a time, and the mark of the last run, so that
/// what a killed one left is ended before the next begins.
/// </summary>
internal sealed class RunFolder : IDisposable
{
    private readonly FileStream _lock;

    private RunFolder(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    public string Path { get; }

    /// <exception cref="DistributedApplicationException">Another app host has it, or it cannot be written.</exception>
    public static async Task<RunFolder> TakeAsync(string dataFolder, string runId, CancellationToken cancellationToken)
    {
        var path = System.IO.Path.Combine(dataFolder, "run");
        var owner = System.IO.Path.Combine(path, "owner");
        try
        {
            // What the brokers keep is nobody else's: the top folder is closed, so everything below it is.
            Directory.CreateDirectory(dataFolder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            Directory.CreateDirectory(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new DistributedApplicationException($"The data folder {dataFolder} cannot be written: {failure.Message} Give another one: --data DIR.", failure);
        }

        var folder = new RunFolder(path, await LockAsync(dataFolder, path, owner));
        if (File.Exists(owner) && (await File.ReadAllLinesAsync(owner, cancellationToken)) is [_, { Length: > 0 } last, ..])
        {
            await RunMark.EndAllAsync(RunMark.Run, last, TimeSpan.FromSeconds(10));
        }

        foreach (var left in Directory.EnumerateDirectories(path, "dcp-*"))
        {
            Directory.Delete(left, recursive: true);
        }

        await PrivateFile.WriteAsync(owner, string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}\n{runId}\n"), cancellationToken);
        return folder;
    }

    public void Dispose() => _lock.Dispose();

    private static async Task<FileStream> LockAsync(string dataFolder, string path, string owner)
    {
        try
        {
            return new FileStream(System.IO.Path.Combine(path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            var who = File.Exists(owner) ? (await File.ReadAllLinesAsync(owner)).FirstOrDefault() : null;
            throw new DistributedApplicationException(
                $"Another app host (process {who ?? "unknown"}) runs with the data folder {dataFolder}. Stop it, or give another folder: --data DIR.");
        }
    }
}
