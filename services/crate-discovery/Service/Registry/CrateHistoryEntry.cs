using System.Collections.Immutable;
using Ctas7.CrateDiscovery.Manifests;

namespace Ctas7.CrateDiscovery.Registry;

/// <summary>One change of one crate.</summary>
/// <param name="At">When the registry took it in, UTC.</param>
/// <param name="Revision">The registry's revision that it made.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Cause">What made somebody look: the file event, where there was one.</param>
/// <param name="Path">Path of the manifest after the change.</param>
/// <param name="FromPath">Of a move, the path before.</param>
/// <param name="ContentHash">SHA-256 of the bytes last read, lower hex; empty when there were none.</param>
/// <param name="Version">The version the crate then showed, or empty.</param>
/// <param name="Changed">The fields that have another value, in the order of <see cref="CrateJson.Fields"/>; empty where nothing came before.</param>
public sealed record CrateHistoryEntry(
    DateTimeOffset At,
    long Revision,
    CrateChangeKind Kind,
    ReadingCause Cause,
    string Path,
    string? FromPath,
    string ContentHash,
    string Version,
    ImmutableArray<FieldChange> Changed);
