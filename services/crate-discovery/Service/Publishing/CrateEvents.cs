using System.Text.Json;
using Ctas7.Contracts.CrateDiscovery;
using Ctas7.CrateDiscovery.Registry;

namespace Ctas7.CrateDiscovery.Publishing;

/// <summary>What to tell the bus so that it knows of a crate what the registry knows.</summary>
public static class CrateEvents
{
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
    /// <param name="token">The fencing token of the term that tells it.</param>
    /// <param name="now">When a removal became true; other changes carry their own time.</param>
    public static ICrateEvent? Next(AnnouncedCrate? announced, CrateRecord? current, string epoch, long revision, long token, DateTimeOffset now)
    {
        var before = announced?.InDoubt ?? announced?.Confirmed;
        if (current is null)
        {
            return before is null ? null : Removed(announced!, before, epoch, revision, token, now);
        }

        var summary = Summary(current);
        var fingerprint = Fingerprint(summary);
        if (announced?.InDoubt is null && announced?.Confirmed is { } confirmed && Fingerprint(confirmed) == fingerprint)
        {
            return null;
        }

        var kind = KindOf(announced?.Confirmed, announced?.InDoubt, summary);
        var id = EventId(announced, current.Id, kind, fingerprint, current.Modified ?? current.UpdatedAt);
        return kind switch
        {
            CrateEventKind.Discovered => new CrateDiscovered(id, current.UpdatedAt, epoch, revision, token, summary),
            CrateEventKind.Moved => new CrateMoved(id, current.UpdatedAt, epoch, revision, token, summary, announced!.Confirmed!.Path),
            CrateEventKind.Invalid => new CrateInvalid(id, current.UpdatedAt, epoch, revision, token, summary),
            CrateEventKind.Recovered => new CrateRecovered(id, current.UpdatedAt, epoch, revision, token, summary),
            _ => new CrateUpdated(id, current.UpdatedAt, epoch, revision, token, summary),
        };
    }

    private static CrateEventKind KindOf(CrateSummary? confirmed, CrateSummary? inDoubt, CrateSummary now)
    {
        var isValid = now.State == "valid";
        if (confirmed is null)
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

        return confirmed.State == "valid" && inDoubt?.State is null or "valid" ? CrateEventKind.Updated : CrateEventKind.Recovered;
    }

    private static CrateRemoved Removed(AnnouncedCrate announced, CrateSummary before, string epoch, long revision, long token, DateTimeOffset now)
        => new(EventId(announced, announced.Id, CrateEventKind.Removed, Fingerprint(before), DateTimeOffset.MinValue), now, epoch, revision, token, before);

    /// <summary>
    /// A function of the last confirmed event and of this change: whoever works it out again, after a crash too, gets the
    /// same id. Later events of a crate have later ids.
    /// </summary>
    private static Guid EventId(AnnouncedCrate? announced, Guid crate, CrateEventKind kind, string fingerprint, DateTimeOffset changed)
    {
        var last = announced?.LastEventId ?? Guid.Empty;
        var earliest = last == Guid.Empty ? DateTimeOffset.UnixEpoch : Uuid7.TimeOf(last).AddMilliseconds(1);
        return Uuid7.Of(changed > earliest ? changed : earliest, $"{last:N}\n{crate:N}\n{kind}\n{fingerprint}");
    }

    private static string Fingerprint(CrateSummary summary) => JsonSerializer.Serialize(summary, LedgerJson.Default.CrateSummary);

    private enum CrateEventKind
    {
        Discovered,
        Updated,
        Moved,
        Removed,
        Invalid,
        Recovered,
    }
}
