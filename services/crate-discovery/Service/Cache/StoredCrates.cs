using System.Security.Cryptography;
using Ctas7.Contracts.CrateDiscovery.V1;
using Ctas7.CrateDiscovery.Files;
using Ctas7.CrateDiscovery.Manifests;
using Ctas7.CrateDiscovery.Registry;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Issue = Ctas7.CrateDiscovery.Manifests.ManifestIssue;
using StoredIssue = Ctas7.Contracts.CrateDiscovery.V1.ManifestIssue;

namespace Ctas7.CrateDiscovery.Cache;

/// <summary>
/// Records of the registry as they are stored and sent to other replicas. Everything is there but what belongs to one process (the
/// sequence of readings; of other places the number of the file system, <see cref="DeviceScope"/>) or follows from the rest (JSON, and the manifest's fields from its bytes).
/// </summary>
public static class StoredCrates
{
    /// <summary>A crate, stored.</summary>
    public static StoredCrate Write(CrateRecord crate)
    {
        ArgumentNullException.ThrowIfNull(crate);
        var stored = new StoredCrate
        {
            Id = Write(crate.Id),
            Root = crate.Root,
            Path = crate.Path,
            State = WireWords<CrateState>.Of(crate.State),
            DiscoveredAt = Timestamp.FromDateTimeOffset(crate.DiscoveredAt),
            UpdatedAt = Timestamp.FromDateTimeOffset(crate.UpdatedAt),
            StaleSince = StoredTime.Write(crate.StaleSince),
            MissingSince = StoredTime.Write(crate.MissingSince),
            RemovalDue = StoredTime.Write(crate.RemovalDue),
            Revision = crate.Revision,
            File = crate.File is { } file ? Write(file) : null,
            Modified = StoredTime.Write(crate.Modified),
            ContentHash = crate.ContentHash,
            Stamp = crate.Stamp is { } stamp ? Write(stamp) : null,
            Cargo = crate.Cargo is { } cargo ? Write(cargo) : null,
        };
        if (crate.Manifest is { } manifest)
        {
            stored.Manifest = UnsafeByteOperations.UnsafeWrap(manifest.Source);
        }

        if (crate.FileSystem is { } fileSystem)
        {
            stored.FileSystem = fileSystem;
            stored.FileSystemScope = DeviceScope.Own;
        }

        stored.ReadingIssues.AddRange(crate.ReadingIssues.Select(Write));
        stored.Duplicates.AddRange(crate.Duplicates);
        stored.History.AddRange(crate.History.Select(StoredHistory.Write));
        return stored;
    }

    /// <summary>A stored crate; it rests on no reading of this process.</summary>
    /// <exception cref="InvalidDataException">Something in it is not understood, such as a manifest that this version cannot parse.</exception>
    public static CrateRecord Read(StoredCrate stored, ManifestParser parser)
    {
        ArgumentNullException.ThrowIfNull(stored);
        ArgumentNullException.ThrowIfNull(parser);
        var crate = new CrateRecord
        {
            Id = ReadId(stored.Id),
            Root = stored.Root,
            Path = stored.Path,
            State = WireWords<CrateState>.Read(stored.State),
            Manifest = stored.HasManifest ? Parse(stored, parser) : null,
            ReadingIssues = [.. stored.ReadingIssues.Select(Read)],
            Duplicates = [.. stored.Duplicates],
            DiscoveredAt = StoredTime.ReadRequired(stored.DiscoveredAt),
            UpdatedAt = StoredTime.ReadRequired(stored.UpdatedAt),
            StaleSince = StoredTime.Read(stored.StaleSince),
            MissingSince = StoredTime.Read(stored.MissingSince),
            RemovalDue = StoredTime.Read(stored.RemovalDue),
            Revision = stored.Revision,
            Sequence = 0,
            File = stored.File is { } file ? Read(file) : null,
            FileSystem = stored.HasFileSystem && stored.FileSystemScope == DeviceScope.Own ? stored.FileSystem : null,
            Modified = StoredTime.Read(stored.Modified),
            ContentHash = stored.ContentHash,
            Stamp = stored.Stamp is { } stamp ? Read(stamp) : null,
            Cargo = stored.Cargo is { } cargo ? Read(cargo) : null,
            History = [.. stored.History.Select(StoredHistory.Read)],
        };
        return crate with { Json = CrateJson.Write(crate) };
    }

    /// <summary>A stored crate; one that is not understood is an invalid crate whose issue says so, until it is read from its manifest.</summary>
    /// <exception cref="InvalidDataException">It does not even say which crate it is.</exception>
    public static CrateRecord ReadOrMark(StoredCrate stored, ManifestParser parser)
    {
        ArgumentNullException.ThrowIfNull(stored);
        try
        {
            return Read(stored, parser);
        }
        catch (InvalidDataException failure)
        {
            var crate = new CrateRecord
            {
                Id = ReadId(stored.Id),
                Root = stored.Root,
                Path = stored.Path,
                State = CrateState.Invalid,
                ReadingIssues =
                [
                    new Issue(IssueSeverity.Error, IssueCodes.RecordUnreadable, $"This replica does not understand the leader's record of the crate: {failure.Message}", stored.Path),
                ],
                Duplicates = [.. stored.Duplicates],
                DiscoveredAt = StoredTime.ReadOrStart(stored.DiscoveredAt),
                UpdatedAt = StoredTime.ReadOrStart(stored.UpdatedAt),
                Revision = stored.Revision,
                Sequence = 0,
                ContentHash = stored.ContentHash,
            };
            return crate with { Json = CrateJson.Write(crate) };
        }
    }

    /// <summary>A removed crate, stored.</summary>
    public static StoredRemoval Write(RemovedCrate crate)
    {
        ArgumentNullException.ThrowIfNull(crate);
        var stored = new StoredRemoval
        {
            Id = Write(crate.Id),
            Name = crate.Name,
            Path = crate.Path,
            Root = crate.Root,
            RemovedAt = Timestamp.FromDateTimeOffset(crate.RemovedAt),
        };
        stored.History.AddRange(crate.History.Select(StoredHistory.Write));
        return stored;
    }

    /// <summary>A stored removed crate.</summary>
    /// <exception cref="InvalidDataException">Something in it is not understood.</exception>
    public static RemovedCrate Read(StoredRemoval stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        return new RemovedCrate(
            ReadId(stored.Id), stored.Name, stored.Path, stored.Root, StoredTime.ReadRequired(stored.RemovedAt), [.. stored.History.Select(StoredHistory.Read)]);
    }

    /// <summary>What is known of folders, stored.</summary>
    public static FolderIssues WriteFolders(RegistrySnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        var stored = new FolderIssues { Revision = snapshot.IssuesRevision };
        stored.Issues.AddRange(snapshot.FolderIssues.Values.Select(Write));
        return stored;
    }

    /// <summary>A stored issue.</summary>
    /// <exception cref="InvalidDataException">Its severity is not understood.</exception>
    public static Issue Read(StoredIssue stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        return new Issue(WireWords<IssueSeverity>.Read(stored.Severity), stored.Code, stored.Message, stored.Path, stored.Line, stored.Column);
    }

    private static StoredIssue Write(Issue issue) => new()
    {
        Severity = WireWords<IssueSeverity>.Of(issue.Severity),
        Code = issue.Code,
        Message = issue.Message,
        Path = issue.Path,
        Line = issue.Line,
        Column = issue.Column,
    };

    private static Manifest Parse(StoredCrate stored, ManifestParser parser)
    {
        var content = stored.Manifest.ToByteArray();
        return parser.Parse(stored.Path, content, Convert.ToHexStringLower(SHA256.HashData(content)), out _)
            ?? throw new InvalidDataException($"The last good manifest of {stored.Path} cannot be parsed by this version.");
    }

    private static StoredCargo Write(CargoFile cargo)
    {
        var stored = new StoredCargo { PackageName = cargo.PackageName, Stamp = Write(cargo.Stamp) };
        stored.PathDependencies.AddRange(cargo.PathDependencies.Select(
            dependency => new StoredCargoDependency { Key = dependency.Key, Package = dependency.Package, Path = dependency.Path }));
        stored.Issues.AddRange(cargo.Issues.Select(Write));
        return stored;
    }

    private static CargoFile Read(StoredCargo stored) => new(
        stored.PackageName,
        [.. stored.PathDependencies.Select(dependency => new CargoPathDependency(dependency.Key, dependency.Package, dependency.Path))],
        stored.Stamp is { } stamp ? Read(stamp) : throw new InvalidDataException("A stored Cargo.toml has no stamp."))
    {
        Issues = [.. stored.Issues.Select(Read)],
    };

    private static StoredStamp Write(FileStamp stamp) => new()
    {
        Size = stamp.Size,
        ModifiedTicks = stamp.ModifiedTicks,
        ChangedTicks = stamp.ChangedTicks,
        File = Write(stamp.Identity),
        Doubtful = stamp.Doubtful,
    };

    private static FileStamp Read(StoredStamp stored) => new(
        stored.Size,
        stored.ModifiedTicks,
        stored.ChangedTicks,
        stored.File is { } file ? Read(file) : throw new InvalidDataException("A stored stamp names no file."),
        stored.Doubtful);

    private static StoredFile Write(FileIdentity file) => new() { Device = file.Device, Inode = file.Inode, BornTicks = file.BornTicks };

    private static FileIdentity Read(StoredFile stored) => new(stored.Device, stored.Inode, stored.BornTicks);

    private static ByteString Write(Guid id) => ByteString.CopyFrom(id.ToByteArray(bigEndian: true));

    private static Guid ReadId(ByteString bytes)
        => bytes.Length == 16 ? new Guid(bytes.Span, bigEndian: true) : throw new InvalidDataException($"A stored id has {bytes.Length} bytes instead of 16.");
}
