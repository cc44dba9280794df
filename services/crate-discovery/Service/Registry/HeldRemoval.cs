using System.Collections.Immutable;
using System.Globalization;
using Ctas7.CrateDiscovery.Manifests;

namespace Ctas7.CrateDiscovery.Registry;

/// <summary>Why and until when a crate that is gone is kept.</summary>
/// <param name="Due">When it is removed, if it is not back by then; null keeps it until it is back or somebody confirms.</param>
/// <param name="Issues">What to tell of it.</param>
internal sealed record HeldRemoval(DateTimeOffset? Due, ImmutableArray<ManifestIssue> Issues)
{
    internal static HeldRemoval Of(CrateRecord crate, DateTimeOffset? due, string reason)
    {
        var until = due is null ? "" : $". It is removed at {due.Value.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC if it is not back";
        return new(due, [new ManifestIssue(
            IssueSeverity.Warning,
            IssueCodes.RemovalHeld,
            $"{reason}{until}; POST /api/crates/rescan?confirm_removals=true removes it now.",
            crate.Path)]);
    }
}
