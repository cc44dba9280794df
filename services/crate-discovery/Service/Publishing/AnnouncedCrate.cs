using Ctas7.Contracts.CrateDiscovery;
using Ctas7.CrateDiscovery.Files;

namespace Ctas7.CrateDiscovery.Publishing;

/// <summary>What the bus has been told of one crate, as it lies in the ledger.</summary>
public sealed record AnnouncedCrate
{
    /// <summary>The crate's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>When it was first seen, UTC.</summary>
    public required DateTimeOffset DiscoveredAt { get; init; }

    /// <summary>The last state the broker confirmed; null before the first confirm.</summary>
    public CrateSummary? Confirmed { get; init; }

    /// <summary>A state that was sent and not confirmed yet: the bus may or may not know it.</summary>
    public CrateSummary? InDoubt { get; init; }

    /// <summary>The event that told <see cref="InDoubt"/>; null without one, and in entries of versions that did not note it.</summary>
    public AnnouncementAttempt? Attempt { get; init; }

    /// <summary>Id of the last confirmed event: the next event's id follows from it, so that a repeated event repeats its id.</summary>
    public Guid LastEventId { get; init; }

    /// <summary>Which file the manifest was, to know it again after a move while this service was away.</summary>
    public FileIdentity? File { get; init; }

    /// <summary>The bytes of the last good manifest, should it not be readable after a restart; null when there is none, or it is over 64 KiB.</summary>
    public byte[]? LastGood { get; init; }

    /// <summary>Since when it is not readable.</summary>
    public DateTimeOffset? StaleSince { get; init; }
}
