namespace Aspire.Hosting.Processes;

/// <summary>Files that only their owner can read.</summary>
internal static class PrivateFile
{
    /// <summary>Replaces a file in one step; its mode is 0600 from the first byte.</summary>
    public static async Task WriteAsync(string path, string content, CancellationToken cancellationToken)
    {
        var next = $"{path}.next";
        File.Delete(next);
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Options = FileOptions.Asynchronous,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        await using (var writer = new StreamWriter(next, options))
        {
            await writer.WriteAsync(content.AsMemory(), cancellationToken);
        }

        File.Move(next, path, overwrite: true);
    }
}
