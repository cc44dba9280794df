using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Ctas7.CrateDiscovery.Files;
using Ctas7.CrateDiscovery.GitIgnore;

namespace Ctas7.CrateDiscovery.Manifests;

/// <summary>
/// Reads manifests from disk. Never blocks on a pipe or device, never follows a link, never reads more than the limit,
/// never throws for anything that lies on the disk. Thread-safe.
/// </summary>
/// <param name="parser">Makes manifests of their bytes.</param>
/// <param name="clock">Says how fresh a file's times are.</param>
/// <param name="honourGitIgnore">What a <c>.gitignore</c> at or below the root ignores is not there.</param>
public sealed class ManifestReader(ManifestParser parser, TimeProvider clock, bool honourGitIgnore = false)
{
    /// <summary>The only file name that is a manifest.</summary>
    public const string FileName = "smart-crate.toml";

    private long _sequence;
    private long _reads;

    /// <summary>The only file name that is a manifest, as bytes.</summary>
    public static ReadOnlySpan<byte> FileNameUtf8 => "smart-crate.toml"u8;

    private static ReadOnlySpan<byte> TerminatedName => "smart-crate.toml\0"u8;

    /// <summary>How many files were opened and read so far: manifests, and each <c>Cargo.toml</c> beside one.</summary>
    public long Reads => Interlocked.Read(ref _reads);

    /// <summary>Whether a <c>.gitignore</c> counts.</summary>
    public bool HonoursGitIgnore => honourGitIgnore;

    /// <summary>A place in the order of readings: everything read after this call has a higher sequence.</summary>
    public long Mark() => Interlocked.Increment(ref _sequence);

    /// <summary>Reads the manifest at <paramref name="path"/>, which lies in <paramref name="root"/>, and what lies beside it.</summary>
    /// <param name="before">The last reading of this path, if any: a file with the same stamp is not read again, and the same bytes are not parsed again.</param>
    public ManifestReading Read(string root, string path, ManifestReading? before)
    {
        var reading = new ManifestReading(Mark(), root, path, ManifestOutcome.Absent);
        var error = OpenFile.Root(root, out var rootFolder);
        if (error != FileError.None)
        {
            return reading with { Outcome = ManifestOutcome.Unreachable, Issues = [RootIssue(root, error) with { Path = path }] };
        }

        using (rootFolder)
        {
            if (honourGitIgnore && GitIgnores.IgnoresPath(rootFolder, Encoding.UTF8.GetBytes(RootPaths.Relative(root, path)), isFolder: false))
            {
                return reading;
            }

            error = rootFolder.Passage(Encoding.UTF8.GetBytes(RootPaths.Relative(root, RootPaths.Parent(path))), out var folder);
            if (error != FileError.None)
            {
                // A folder that is a link now is another place: what was here is not here any more.
                return error.IsAbsent() || error is FileError.Link or FileError.LeavesRoot ? Nowhere(reading, rootFolder) : Broken(reading, OpenIssue(path, error));
            }

            using (folder)
            {
                var found = Read(reading, folder, before);
                return found.Outcome == ManifestOutcome.Absent ? Nowhere(found, rootFolder) : found;
            }
        }
    }

    /// <summary>Whether the manifest or folder at <paramref name="path"/> is ignored, as it or a folder on the way to it is. False where none of that counts, or the root is away.</summary>
    public bool Ignores(string root, string path, bool isFolder)
    {
        if (!honourGitIgnore || OpenFile.Root(root, out var rootFolder) != FileError.None)
        {
            return false;
        }

        using (rootFolder)
        {
            return GitIgnores.IgnoresPath(rootFolder, Encoding.UTF8.GetBytes(RootPaths.Relative(root, path)), isFolder);
        }
    }

    /// <summary>The same in an open folder.</summary>
    internal ManifestReading Read(string root, string path, OpenFile folder, ManifestReading? before)
        => Read(new ManifestReading(Mark(), root, path, ManifestOutcome.Absent), folder, before);

    /// <summary>What to say of a root that cannot be opened.</summary>
    internal static ManifestIssue RootIssue(string root, FileError error) => error switch
    {
        FileError.Absent => new(IssueSeverity.Error, IssueCodes.RootMissing, $"The root {root} does not exist: create it or take it out of Discovery:Roots.", root),
        FileError.NotAFolder => new(IssueSeverity.Error, IssueCodes.RootNotAFolder, $"The root {root} is not a folder: name the folder that holds the crates.", root),
        _ => new(IssueSeverity.Error, IssueCodes.RootUnreadable, $"The root {root} cannot be opened: {error.Describe()}.", root),
    };

    private ManifestReading Read(ManifestReading reading, OpenFile folder, ManifestReading? before)
    {
        var asked = clock.GetUtcNow();
        var next = IsAsBefore(folder, before, asked)
            ? before! with { Sequence = reading.Sequence, Root = reading.Root, Manifest = before.Outcome == ManifestOutcome.Good ? before.Manifest : null, IsUnchanged = true }
            : ReadManifest(reading, folder, before, asked);
        if (next.Outcome == ManifestOutcome.Absent)
        {
            return next;
        }

        var cargo = CargoReader.Read(folder, RootPaths.Child(RootPaths.Parent(reading.Path), CargoFile.FileName), before?.Cargo, asked, ref _reads);
        return next with { Cargo = cargo, IsUnchanged = next.IsUnchanged && ReferenceEquals(cargo, before!.Cargo) };
    }

    private static bool IsAsBefore(OpenFile folder, ManifestReading? before, DateTimeOffset asked)
        => before?.Stamp is { } stamp && FileFacts.Of(folder, TerminatedName, out var facts) == FileError.None && stamp.Proves(FileStamp.Of(facts, asked));

    private ManifestReading ReadManifest(ManifestReading reading, OpenFile folder, ManifestReading? before, DateTimeOffset asked)
    {
        var error = folder.File(FileNameUtf8, out var file);
        if (error != FileError.None)
        {
            return error.IsAbsent() ? reading : Broken(Refused(reading, folder, error, asked), OpenIssue(reading.Path, error));
        }

        using (file)
        {
            Interlocked.Increment(ref _reads);
            error = FileFacts.Of(file, out var facts);
            if (error != FileError.None)
            {
                return Broken(reading, OpenIssue(reading.Path, error));
            }

            reading = reading with { Place = FolderPlace.Of(folder, RootPaths.Parent(reading.Path)), File = facts.Identity, Modified = facts.Modified, Stamp = FileStamp.Of(facts, asked) };
            return facts.Kind == FileKind.File ? ReadContent(reading, file, facts.Size, before) : Broken(reading, NotAFile(reading.Path));
        }
    }

    /// <summary>A link or a file without rights has a stamp too; what may pass by itself has none.</summary>
    private static ManifestReading Refused(ManifestReading reading, OpenFile folder, FileError error, DateTimeOffset asked)
        => !error.IsPassing() && FileFacts.Of(folder, TerminatedName, out var facts) == FileError.None
            ? reading with { Stamp = FileStamp.Of(facts, asked) }
            : reading;

    private ManifestReading ReadContent(ManifestReading reading, OpenFile file, long size, ManifestReading? before)
    {
        if (size > ManifestParser.MaxBytes)
        {
            return Broken(reading, ManifestParser.TooLarge(reading.Path));
        }

        var error = WholeFile.Read(file, (int)size, ManifestParser.MaxBytes, out var content);
        if (error != FileError.None)
        {
            return Broken(reading with { Stamp = null }, OpenIssue(reading.Path, error));
        }

        if (content.Length > ManifestParser.MaxBytes)
        {
            return Broken(reading, ManifestParser.TooLarge(reading.Path));
        }

        reading = reading with { ContentHash = Convert.ToHexStringLower(SHA256.HashData(content)) };
        if (before?.Manifest is { } known && known.ContentHash == reading.ContentHash && known.Issues.All(issue => issue.Path == reading.Path))
        {
            return reading with { Outcome = ManifestOutcome.Good, Manifest = known };
        }

        var manifest = parser.Parse(reading.Path, content, reading.ContentHash, out var issues);
        return manifest is null
            ? Broken(reading, issues)
            : reading with { Outcome = ManifestOutcome.Good, Manifest = manifest };
    }

    private static ManifestReading Nowhere(ManifestReading reading, OpenFile root)
        => reading with { Place = FolderPlace.Nearest(root, reading.Root, reading.Path) };

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
