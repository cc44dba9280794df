using System.Collections.Immutable;

namespace Ctas7.CrateDiscovery.Registry;

/// <summary>What is kept of a crate that is gone, so that its history can still be asked for.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Path">Where its manifest was.</param>
/// <param name="Root">The root it lay in.</param>
/// <param name="RemovedAt">When it was removed, UTC.</param>
/// <param name="History">Newest last; the last entry is the removal.</param>
public sealed record RemovedCrate(Guid Id, string Name, string Path, string Root, DateTimeOffset RemovedAt, ImmutableArray<CrateHistoryEntry> History)
{
    /// <summary>How many are kept, the latest.</summary>
    public const int Most = 1_000;

    /// <summary>How long one is kept.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromHours(24);
}
