using Ctas7.CrateDiscovery.Files;

namespace Ctas7.CrateDiscovery.Manifests;

/// <summary>Reads the <c>Cargo.toml</c> beside a manifest, by the same rules: no link, no pipe, nothing over 1 MiB.</summary>
internal static class CargoReader
{
    /// <summary>The file's name as bytes.</summary>
    internal static ReadOnlySpan<byte> FileNameUtf8 => "Cargo.toml"u8;

    private static ReadOnlySpan<byte> TerminatedName => "Cargo.toml\0"u8;

    /// <summary>What it says now; null where there is none.</summary>
    /// <param name="folder">The open folder of the manifest.</param>
    /// <param name="path">The file's path, for its issues.</param>
    /// <param name="before">What it said last; the same object is answered when the file is the same.</param>
    /// <param name="asked">The time now.</param>
    /// <param name="reads">Counts a file that was read.</param>
    internal static CargoFile? Read(OpenFile folder, string path, CargoFile? before, DateTimeOffset asked, ref long reads)
    {
        if (FileFacts.Of(folder, TerminatedName, out var facts) is var refused && refused != FileError.None)
        {
            return refused.IsAbsent() ? null : CargoParser.Unreadable(path, refused.Describe(), default(FileStamp) with { Doubtful = true });
        }

        var stamp = FileStamp.Of(facts, asked);
        if (before?.Stamp.Proves(stamp) == true)
        {
            return before;
        }

        var error = folder.File(FileNameUtf8, out var file);
        if (error != FileError.None)
        {
            return error.IsAbsent() ? null : CargoParser.Unreadable(path, error.Describe(), error.IsPassing() ? stamp with { Doubtful = true } : stamp);
        }

        using (file)
        {
            Interlocked.Increment(ref reads);
            return ReadContent(file, path, asked);
        }
    }

    private static CargoFile ReadContent(OpenFile file, string path, DateTimeOffset asked)
    {
        // Of the open file: the name may stand for another one by now.
        if (FileFacts.Of(file, out var facts) is var refused && refused != FileError.None)
        {
            return CargoParser.Unreadable(path, refused.Describe(), default(FileStamp) with { Doubtful = true });
        }

        var stamp = FileStamp.Of(facts, asked);
        if (facts.Kind != FileKind.File)
        {
            return CargoParser.Unreadable(path, "it is not a regular file", stamp);
        }

        if (facts.Size > ManifestParser.MaxBytes)
        {
            return TooLarge(path, stamp);
        }

        var error = WholeFile.Read(file, (int)facts.Size, ManifestParser.MaxBytes, out var content);
        if (error != FileError.None)
        {
            return CargoParser.Unreadable(path, error.Describe(), stamp with { Doubtful = true });
        }

        return content.Length > ManifestParser.MaxBytes ? TooLarge(path, stamp) : CargoParser.Parse(path, content, stamp);
    }

    private static CargoFile TooLarge(string path, FileStamp stamp) => CargoParser.Unreadable(path, $"it is larger than {ManifestParser.MaxBytes / 1024} KiB", stamp);
}
