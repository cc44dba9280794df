using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Ctas7.CrateDiscovery.Files;

namespace Ctas7.CrateDiscovery.Manifests;

/// <summary>
/// Reads manifests from disk. Never blocks on a pipe or device, never follows a link, never reads more than the limit,
/// never throws for anything that lies on the disk. Thread-safe.
/// </summary>
public sealed class ManifestReader(ManifestParser parser)
{
    /// <summary>The only file name that is a manifest.</summary>
    public const string FileName = "smart-crate.toml";

    private long _sequence;

    /// <summary>The only file name that is a manifest, as bytes.</summary>
    public static ReadOnlySpan<byte> FileNameUtf8 => "smart-crate.toml"u8;

    /// <summary>A place in the order of readings: everything read after this call has a higher sequence.</summary>
    public long Mark() => Interlocked.Increment(ref _sequence);

    /// <summary>Reads the manifest at <paramref name="path"/>, which lies in <paramref name="root"/>.</summary>
    /// <param name="known">What was read there last, if anything; reused when the bytes are the same.</param>
    public ManifestReading Read(string root, string path, Manifest? known)
    {
        var reading = new ManifestReading(Mark(), root, path, ManifestOutcome.Absent);
        var error = OpenFile.Root(root, out var folder);
        if (error != FileError.None)
        {
            return reading with { Outcome = ManifestOutcome.Unreachable, Issues = [RootIssue(root, error) with { Path = path }] };
        }

        using (folder)
        {
            return Read(reading, folder, Encoding.UTF8.GetBytes(RootPaths.Relative(root, path)), known);
        }
    }

    /// <summary>Reads the manifest in an open folder.</summary>
    internal ManifestReading Read(string root, string path, OpenFile folder, Manifest? known)
        => Read(new ManifestReading(Mark(), root, path, ManifestOutcome.Absent), folder, FileNameUtf8, known);

    /// <summary>What to say of a root that cannot be opened.</summary>
    internal static ManifestIssue RootIssue(string root, FileError error) => error switch
    {
        FileError.Absent => new(IssueSeverity.Error, IssueCodes.RootMissing, $"The root {root} does not exist: create it or take it out of Discovery:Roots.", root),
        FileError.NotAFolder => new(IssueSeverity.Error, IssueCodes.RootNotAFolder, $"The root {root} is not a folder: name the folder that holds the crates.", root),
        _ => new(IssueSeverity.Error, IssueCodes.RootUnreadable, $"The root {root} cannot be opened: {error.Describe()}.", root),
    };

    private ManifestReading Read(ManifestReading reading, OpenFile folder, ReadOnlySpan<byte> relative, Manifest? known)
    {
        var error = folder.File(relative, out var file);
        if (error != FileError.None)
        {
            return error.IsAbsent() ? reading : Broken(reading, OpenIssue(reading.Path, error));
        }

        using (file)
        {
            error = FileFacts.Of(file, out var facts);
            if (error != FileError.None)
            {
                return Broken(reading, OpenIssue(reading.Path, error));
            }

            reading = reading with { File = facts.Identity, Modified = facts.Modified };
            return facts.Kind == FileKind.File ? ReadContent(reading, file, facts.Size, known) : Broken(reading, NotAFile(reading.Path));
        }
    }

    private ManifestReading ReadContent(ManifestReading reading, OpenFile file, long size, Manifest? known)
    {
        if (size > ManifestParser.MaxBytes)
        {
            return Broken(reading, ManifestParser.TooLarge(reading.Path));
        }

        var error = ReadAll(file, (int)size, out var content);
        if (error != FileError.None)
        {
            return Broken(reading, OpenIssue(reading.Path, error));
        }

        if (content.Length > ManifestParser.MaxBytes)
        {
            return Broken(reading, ManifestParser.TooLarge(reading.Path));
        }

        reading = reading with { ContentHash = Convert.ToHexStringLower(SHA256.HashData(content)) };
        if (known is not null && known.ContentHash == reading.ContentHash && known.Issues.All(issue => issue.Path == reading.Path))
        {
            return reading with { Outcome = ManifestOutcome.Good, Manifest = known };
        }

        var manifest = parser.Parse(reading.Path, content, reading.ContentHash, out var issues);
        return manifest is null
            ? Broken(reading, issues)
            : reading with { Outcome = ManifestOutcome.Good, Manifest = manifest };
    }

    /// <summary>The whole content, up to one byte over the limit; the file may grow or shrink while it is read.</summary>
    private static FileError ReadAll(OpenFile file, int expected, out byte[] content)
    {
        content = new byte[expected + 1];
        var length = 0;
        while (true)
        {
            var count = file.Read(content.AsSpan(length));
            if (count < 0)
            {
                return OpenFile.LastError();
            }

            length += count;
            if (count == 0 || length > ManifestParser.MaxBytes)
            {
                Array.Resize(ref content, length);
                return FileError.None;
            }

            if (length == content.Length)
            {
                Array.Resize(ref content, Math.Min(content.Length * 2, ManifestParser.MaxBytes + 1));
            }
        }
    }

    private static ManifestReading Broken(ManifestReading reading, params ImmutableArray<ManifestIssue> issues)
        => reading with { Outcome = ManifestOutcome.Broken, Issues = issues };

    private static ManifestIssue OpenIssue(string path, FileError error) => error switch
    {
        FileError.Link or FileError.LeavesRoot => new(
            IssueSeverity.Error, IssueCodes.IsLink, "The manifest is a symbolic link, and links are never followed: put the file itself here.", path),
        FileError.NoDevice => NotAFile(path),
        _ => new(IssueSeverity.Error, IssueCodes.Unreadable, $"The manifest cannot be read: {error.Describe()}.", path),
    };

    private static ManifestIssue NotAFile(string path) => new(
        IssueSeverity.Error, IssueCodes.NotAFile, $"This {FileName} is not a regular file: a manifest is a text file.", path);
}
