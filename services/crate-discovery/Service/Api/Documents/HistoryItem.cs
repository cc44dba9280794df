using System.Text.Json;
using Ctas7.CrateDiscovery.Manifests;
using Ctas7.CrateDiscovery.Registry;

namespace Ctas7.CrateDiscovery.Api.Documents;

/// <summary>A change in a crate's history, for the OpenAPI document.</summary>
/// <param name="At">When the registry took it in.</param>
/// <param name="Revision">The registry's revision that it made.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Cause">The file event, or what else made discovery look.</param>
/// <param name="Path">The manifest after the change.</param>
/// <param name="FromPath">Of a move, the path before; else null.</param>
/// <param name="ContentHash">SHA-256 of the bytes last read, lower hex, or empty.</param>
/// <param name="Version">The version the crate then showed, or empty.</param>
/// <param name="Changed">Fields with another value.</param>
internal sealed record HistoryItem(
    DateTimeOffset At,
    long Revision,
    CrateChangeKind Kind,
    ReadingCause Cause,
    string Path,
    string? FromPath,
    string ContentHash,
    string Version,
    IReadOnlyList<HistoryItem.Change> Changed)
{
    /// <summary>A field with another value.</summary>
    /// <param name="Field">Its name.</param>
    /// <param name="Before">The value before; only of small scalars.</param>
    /// <param name="After">The value after; only of small scalars.</param>
    internal sealed record Change(string Field, JsonElement? Before = null, JsonElement? After = null);
}
