using System.Text.Json;
using Ctas7.Contracts.CrateDiscovery;
using Ctas7.CrateDiscovery.Registry;

namespace Ctas7.CrateDiscovery.Publishing;

/// <summary>What to tell the bus so that it knows of a crate what the registry knows.</summary>
public static class CrateEvents
{
    /// <summary>A day, in milliseconds.</summary>
    private const long FurthestAhead = 24 * 60 * 60 * 1000;

    private const string Valid = "valid";

    /// <summary>The crate as events show it.</summary>
    public static CrateSummary Summary(CrateRecord crate)
    {
        ArgumentNullException.ThrowIfNull(crate);
        var manifest = crate.Manifest;
        return new CrateSummary(
            crate.Id,
            crate.Name,
            manifest?.Version ?? "",
            crate.Path,
            crate.Root,
            CrateJson.NameOf(crate.State),
            manifest?.Classification ?? Manifests.ManifestParser.Unclassified,
            new Dictionary<string, int>(manifest?.Ports ?? [], StringComparer.Ordinal),
            crate.Issues.Length,
            crate.ContentHash,
            manifest?.TrivariateHash ?? "");
    }

    /// <summary>The event that leads from what was announced to what is; null when there is nothing to tell.</summary>
    /// <param name="announced">The ledger's entry; null when nothing was ever announced.</param>
    /// <param name="current">The crate now; null when it is gone.</param>
    /// <param name="epoch">The registry's epoch.</param>
    /// <param name="revision">The revision the event stands for.</param>
    /// <param name="lease">The name of the lease that <paramref name="token"/> is of.</param>
    /// <param name="token">The fencing token of the term that tells it.</param>
    /// <param name="now">When a removal became true; other changes carry their own time. No event is dated more than a day after it.</param>
    public static ICrateEvent? Next(AnnouncedCrate? announced, CrateRecord? current, string epoch, long revision, string lease, long token, DateTimeOffset now)
    {
        var before = announced?.InDoubt ?? announced?.Confirmed;
        if (current is null)
        {
            return before is null ? null : Removed(announced!, before, epoch, revision, lease, token, now);
        }

        var summary = Summary(current);
        var fingerprint = Fingerprint(summary);
        if (announced?.InDoubt is null && announced?.Confirmed is { } confirmed && Fingerprint(confirmed) == fingerprint)
        {
            return null;
        }

        var (kind, id) = Again(announced, fingerprint) ?? First();
        return kind switch
        {
            CrateEventKind.Discovered => new CrateDiscovered(id, current.UpdatedAt, epoch, revision, lease, token, summary),
            CrateEventKind.Moved => new CrateMoved(id, current.UpdatedAt, epoch, revision, lease, token, summary, announced!.Confirmed!.Path),
            CrateEventKind.Invalid => new CrateInvalid(id, current.UpdatedAt, epoch, revision, lease, token, summary),
            CrateEventKind.Recovered => new CrateRecovered(id, current.UpdatedAt, epoch, revision, lease, token, summary),
            _ => new CrateUpdated(id, current.UpdatedAt, epoch, revision, lease, token, summary),
        };

        (CrateEventKind Kind, Guid Id) First()
        {
            var kind = KindOf(announced, summary);
            return (kind, EventId(announced, current.Id, kind, fingerprint, Later(current.Modified ?? current.UpdatedAt, current.DiscoveredAt), now));
        }
    }

    /// <summary>The ledger's entry once <paramref name="next"/> is about to be sent; the same one when it was noted before.</summary>
    /// <param name="announced">The entry that <paramref name="next"/> follows from.</param>
    /// <param name="next">What <see cref="Next"/> said.</param>
    public static AnnouncedCrate Attempted(AnnouncedCrate announced, ICrateEvent next)
    {
        ArgumentNullException.ThrowIfNull(announced);
        ArgumentNullException.ThrowIfNull(next);
        var earlier = announced.InDoubt is null ? null : announced.Attempt;
        if (earlier?.EventId == next.EventId)
        {
            return announced;
        }

        var kind = KindOf(next);
        return announced with
        {
            InDoubt = next.Crate,
            Attempt = new AnnouncementAttempt
            {
                EventId = next.EventId,
                Kind = kind,
                MayBeInvalid = earlier is { MayBeInvalid: true } || next.Crate.State != Valid || announced.InDoubt is { State: not Valid },
                MayBeRemoved = earlier is { MayBeRemoved: true } || kind == CrateEventKind.Removed,
            },
        };
    }

    /// <summary>What was sent last, when it is what there is to tell.</summary>
    private static (CrateEventKind Kind, Guid Id)? Again(AnnouncedCrate? announced, string fingerprint)
        => announced is { InDoubt: { } told, Attempt: { Kind: not CrateEventKind.Removed } attempt } && Fingerprint(told) == fingerprint
            ? (attempt.Kind, attempt.EventId)
            : null;

    /// <summary>Read from what the bus knows for certain, and from the worst that it may know.</summary>
    private static CrateEventKind KindOf(AnnouncedCrate? announced, CrateSummary now)
    {
        var isValid = now.State == Valid;
        if (announced is not { Confirmed: { } confirmed } || announced is { InDoubt: not null, Attempt.MayBeRemoved: true })
        {
            return isValid ? CrateEventKind.Discovered : CrateEventKind.Invalid;
        }

        if (confirmed.Path != now.Path)
        {
            return CrateEventKind.Moved;
        }

        if (!isValid)
        {
            return CrateEventKind.Invalid;
        }

        var mayBeInvalid = confirmed.State != Valid || announced.InDoubt is { State: not Valid } || announced is { InDoubt: not null, Attempt.MayBeInvalid: true };
        return mayBeInvalid ? CrateEventKind.Recovered : CrateEventKind.Updated;
    }

    private static CrateEventKind KindOf(ICrateEvent told) => told switch
    {
        CrateDiscovered => CrateEventKind.Discovered,
        CrateMoved => CrateEventKind.Moved,
        CrateRemoved => CrateEventKind.Removed,
        CrateInvalid => CrateEventKind.Invalid,
        CrateRecovered => CrateEventKind.Recovered,
        _ => CrateEventKind.Updated,
    };

    private static CrateRemoved Removed(AnnouncedCrate announced, CrateSummary before, string epoch, long revision, string lease, long token, DateTimeOffset now)
    {
        var id = announced is { InDoubt: not null, Attempt: { Kind: CrateEventKind.Removed } attempt }
            ? attempt.EventId
            : EventId(announced, announced.Id, CrateEventKind.Removed, Fingerprint(before), DateTimeOffset.MinValue, now);
        return new(id, now, epoch, revision, lease, token, before);
    }

    /// <summary>
    /// A function of the event before it and of this change: whoever works it out again, after a crash too, gets the same id. Later events of
    /// a crate have later ids, also those of a crate that was removed and is back just as it was. A file from the future dates its event at
    /// most a day ahead.
    /// </summary>
    private static Guid EventId(AnnouncedCrate? announced, Guid crate, CrateEventKind kind, string fingerprint, DateTimeOffset changed, DateTimeOffset now)
    {
        var last = (announced?.InDoubt is null ? null : announced.Attempt?.EventId) ?? announced?.LastEventId ?? Guid.Empty;
        var dated = Math.Min(changed.ToUnixTimeMilliseconds(), now.ToUnixTimeMilliseconds() + FurthestAhead);
        var earliest = last == Guid.Empty ? 0 : Uuid7.MillisecondsOf(last) + 1;
        return Uuid7.Of(Math.Max(dated, earliest), $"{last:N}\n{crate:N}\n{kind}\n{fingerprint}");
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static string Fingerprint(CrateSummary summary) => JsonSerializer.Serialize(summary, LedgerJson.Default.CrateSummary);
}
