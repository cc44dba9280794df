using Ctas7.Contracts.CrateDiscovery.V1;
using Ctas7.CrateDiscovery.Manifests;
using Ctas7.CrateDiscovery.Registry;
using Google.Protobuf.WellKnownTypes;

namespace Ctas7.CrateDiscovery.Cache;

/// <summary>Entries of a crate's history as they are stored.</summary>
internal static class StoredHistory
{
    internal static StoredHistoryEntry Write(CrateHistoryEntry entry)
    {
        var stored = new StoredHistoryEntry
        {
            At = Timestamp.FromDateTimeOffset(entry.At),
            Revision = entry.Revision,
            Kind = WireWords<CrateChangeKind>.Of(entry.Kind),
            Cause = WireWords<ReadingCause>.Of(entry.Cause),
            Path = entry.Path,
            ContentHash = entry.ContentHash,
            Version = entry.Version,
        };
        if (entry.FromPath is not null)
        {
            stored.FromPath = entry.FromPath;
        }

        stored.Changed.AddRange(entry.Changed.Select(Write));
        return stored;
    }

    internal static CrateHistoryEntry Read(StoredHistoryEntry stored) => new(
        StoredTime.ReadRequired(stored.At),
        stored.Revision,
        WireWords<CrateChangeKind>.Read(stored.Kind),
        WireWords<ReadingCause>.Read(stored.Cause),
        stored.Path,
        stored.HasFromPath ? stored.FromPath : null,
        stored.ContentHash,
        stored.Version,
        [.. stored.Changed.Select(change => new FieldChange(change.Field, change.HasBefore ? change.Before : null, change.HasAfter ? change.After : null))]);

    private static StoredFieldChange Write(FieldChange change)
    {
        var stored = new StoredFieldChange { Field = change.Field };
        if (change.Before is not null)
        {
            stored.Before = change.Before;
        }

        if (change.After is not null)
        {
            stored.After = change.After;
        }

        return stored;
    }
}
