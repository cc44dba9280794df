using System.Collections.Immutable;
using Ctas7.CrateDiscovery.Files;
using Ctas7.CrateDiscovery.Manifests;

namespace Ctas7.CrateDiscovery.Registry;

/// <summary>One crate as the registry knows it. Immutable; a change makes another record with a higher revision.</summary>
public sealed record CrateRecord
{
    /// <summary>UUIDv7, kept while the manifest exists, also across a move.</summary>
    public required Guid Id { get; init; }

    /// <summary>The scanned root it lies in.</summary>
    public required string Root { get; init; }

    /// <summary>Absolute path of the manifest: the key.</summary>
    public required string Path { get; init; }

    /// <summary>How the manifest stands.</summary>
    public required CrateState State { get; init; }

    /// <summary>The last good content; null when there never was one.</summary>
    public Manifest? Manifest { get; init; }

    /// <summary>What the last reading found wrong.</summary>
    public ImmutableArray<ManifestIssue> ReadingIssues { get; init; } = [];

    /// <summary>Paths of all manifests with this name, this one included, in order; empty when the name is unique.</summary>
    public ImmutableArray<string> Duplicates { get; init; } = [];

    /// <summary>When this path was first seen, UTC.</summary>
    public required DateTimeOffset DiscoveredAt { get; init; }

    /// <summary>When this record came to be, UTC.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Since when the content shown is not the content on disk, UTC.</summary>
    public DateTimeOffset? StaleSince { get; init; }

    /// <summary>Since when it is <see cref="CrateState.Missing"/>, UTC.</summary>
    public DateTimeOffset? MissingSince { get; init; }

    /// <summary>When a missing crate is removed if it is not back, UTC; null when no time ends it.</summary>
    public DateTimeOffset? RemovalDue { get; init; }

    /// <summary>The registry's revision that this record made.</summary>
    public required long Revision { get; init; }

    /// <summary>The reading it rests on.</summary>
    public required long Sequence { get; init; }

    /// <summary>Which file was read.</summary>
    public FileIdentity? File { get; init; }

    /// <summary>The file system (<c>st_dev</c>) of the folder it lies in; null when that was never known.</summary>
    public ulong? FileSystem { get; init; }

    /// <summary>When that file was last written, UTC.</summary>
    public DateTimeOffset? Modified { get; init; }

    /// <summary>What to compare before the manifest is read again; null where it could not be looked at.</summary>
    public FileStamp? Stamp { get; init; }

    /// <summary>What the <c>Cargo.toml</c> beside the manifest says; null where there is none.</summary>
    public CargoFile? Cargo { get; init; }

    /// <summary>SHA-256 of the bytes last read, lower hex; empty when there were none.</summary>
    public required string ContentHash { get; init; }

    /// <summary>What happened to it, newest last; at most <see cref="CrateHistory.MostEntries"/>.</summary>
    public ImmutableArray<CrateHistoryEntry> History { get; init; } = [];

    /// <summary>The crate as JSON, UTF-8, without its manifest.</summary>
    public ReadOnlyMemory<byte> Json { get; init; }

    /// <summary>The manifest's name; the folder's name for a manifest that was never readable.</summary>
    public string Name => Manifest?.Name ?? RootPaths.Name(RootPaths.Parent(Path));

    /// <summary>Everything that is wrong: of the reading, of the <c>Cargo.toml</c>, and of this crate among the others.</summary>
    public ImmutableArray<ManifestIssue> Issues
    {
        get
        {
            var issues = Cargo is { Issues.IsEmpty: false } ? ReadingIssues.AddRange(Cargo.Issues) : ReadingIssues;
            return Duplicates.IsEmpty ? issues : issues.Add(new ManifestIssue(
                IssueSeverity.Warning,
                IssueCodes.DuplicateName,
                $"{Duplicates.Length} manifests are named {Name}; {Duplicates[0]} answers for the name. Give each crate its own name.",
                Path));
        }
    }

    /// <summary>
    /// The reading that this record rests on, for the next one to compare with. A crate that is missing has none to compare: whatever is found
    /// there is news.
    /// </summary>
    public ManifestReading? LastReading => State == CrateState.Missing ? null : new ManifestReading(
        Sequence, Root, Path, State == CrateState.Valid ? ManifestOutcome.Good : ManifestOutcome.Broken)
    {
        Manifest = Manifest,
        Issues = State == CrateState.Valid ? [] : ReadingIssues,
        File = File,
        Modified = Modified,
        Stamp = Stamp,
        Cargo = Cargo,
        ContentHash = ContentHash,
    };
}
