using System.Collections.Immutable;
using System.Text;
using Ctas7.CrateDiscovery.Manifests;

namespace Ctas7.CrateDiscovery.Registry;

/// <summary>How a change of a crate becomes an entry of its history.</summary>
public static class CrateHistory
{
    /// <summary>Entries that a crate keeps, the newest.</summary>
    public const int MostEntries = 50;

    /// <summary>Values up to this size, as JSON in UTF-8, are kept with a change.</summary>
    public const int MostValueBytes = 160;

    // They change with every entry and stand in it anyway.
    private static readonly string[] Unsaid = ["revision", "updated_at"];

    /// <summary>The crate with this change as its newest entry.</summary>
    /// <param name="crate">The crate after the change, its revision and time set; of a removal, as it last was.</param>
    /// <param name="before">The crate before it; null when it was not known.</param>
    /// <param name="cause">What made somebody look.</param>
    /// <param name="isRemoval">It is gone.</param>
    internal static CrateRecord With(CrateRecord crate, CrateRecord? before, ReadingCause cause, bool isRemoval)
    {
        var entry = new CrateHistoryEntry(
            crate.UpdatedAt,
            crate.Revision,
            isRemoval ? CrateChangeKind.Removed : KindOf(crate, before),
            cause,
            crate.Path,
            before is not null && before.Path != crate.Path ? before.Path : null,
            crate.ContentHash,
            crate.Manifest?.Version ?? "",
            before is null || isRemoval ? [] : Differences(before, crate));
        var kept = crate.History.Length < MostEntries ? crate.History : crate.History.RemoveRange(0, crate.History.Length - MostEntries + 1);
        return crate with { History = kept.Add(entry) };
    }

    /// <summary>The wire word.</summary>
    internal static string NameOf(CrateChangeKind kind) => kind.ToString().ToLowerInvariant();

    private static CrateChangeKind KindOf(CrateRecord crate, CrateRecord? before) => before switch
    {
        null when crate.State == CrateState.Valid => CrateChangeKind.Discovered,
        { } known when known.Path != crate.Path => CrateChangeKind.Moved,
        _ when IsDuplicateNews(crate, before) => CrateChangeKind.Duplicate,
        _ when crate.State == CrateState.Missing => CrateChangeKind.Missing,
        _ when crate.State != CrateState.Valid => CrateChangeKind.Invalid,
        { State: not CrateState.Valid } => CrateChangeKind.Recovered,
        _ => CrateChangeKind.Updated,
    };

    private static bool IsDuplicateNews(CrateRecord crate, CrateRecord? before)
        => before is not null && before.Sequence == crate.Sequence && before.Id == crate.Id && !before.Duplicates.SequenceEqual(crate.Duplicates);

    private static ImmutableArray<FieldChange> Differences(CrateRecord before, CrateRecord after)
    {
        var changes = ImmutableArray.CreateBuilder<FieldChange>();
        CrateJson.Compare(before, after, (field, old, now) =>
        {
            if (!Unsaid.Contains(field))
            {
                changes.Add(new FieldChange(field, Scalar(old), Scalar(now)));
            }
        });
        return changes.ToImmutable();
    }

    private static string? Scalar(ReadOnlySpan<byte> json)
        => json.Length <= MostValueBytes && json[0] is not ((byte)'{' or (byte)'[') ? Encoding.UTF8.GetString(json) : null;
}
