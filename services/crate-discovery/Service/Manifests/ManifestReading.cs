using System.Collections.Immutable;
using Ctas7.CrateDiscovery.Files;

namespace Ctas7.CrateDiscovery.Manifests;

/// <summary>What was at a manifest's path at one moment.</summary>
/// <param name="Sequence">Taken before the file was opened: of two readings of one path the higher one is at least as new.</param>
/// <param name="Root">The scanned root the path lies in.</param>
/// <param name="Path">Absolute path of the manifest.</param>
/// <param name="Outcome">What was found.</param>
public sealed record ManifestReading(long Sequence, string Root, string Path, ManifestOutcome Outcome)
{
    /// <summary>Why it was read.</summary>
    public ReadingCause Cause { get; init; }

    /// <summary>Set when the outcome is <see cref="ManifestOutcome.Good"/>; of an earlier reading also the last good one.</summary>
    public Manifest? Manifest { get; init; }

    /// <summary>For any other outcome than <see cref="ManifestOutcome.Good"/>: why.</summary>
    public ImmutableArray<ManifestIssue> Issues { get; init; } = [];

    /// <summary>Which file it was, where there was one.</summary>
    public FileIdentity? File { get; init; }

    /// <summary>The folder it lies in; of an absent one the nearest that exists. Null when the root cannot be opened.</summary>
    public FolderPlace? Place { get; init; }

    /// <summary>When the file was last written, where there was one.</summary>
    public DateTimeOffset? Modified { get; init; }

    /// <summary>What to compare before the file is read again; null where there was none, or it could not be looked at.</summary>
    public FileStamp? Stamp { get; init; }

    /// <summary>What the <c>Cargo.toml</c> beside the manifest says; null where there is none.</summary>
    public CargoFile? Cargo { get; init; }

    /// <summary>No file was read: all of this is the earlier reading's, and still so.</summary>
    public bool IsUnchanged { get; init; }

    /// <summary>SHA-256 of the bytes, 64 lower hex digits; empty where none could be read.</summary>
    public string ContentHash { get; init; } = "";
}
