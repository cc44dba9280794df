using System.Globalization;
using Ctas7.CrateDiscovery.Manifests;
using Ctas7.CrateDiscovery.Registry;
using Ctas7.ServiceDefaults.Http;

namespace Ctas7.CrateDiscovery.Api;

/// <summary>
/// The order of a list of crates: the asked fields, then the path, which is unique. Keys are texts that compare ordinally
/// in the order of what they stand for, so that a cursor can carry them.
/// </summary>
public sealed class CrateOrder : IComparer<IReadOnlyList<string>>
{
    private readonly (Func<CrateRecord, string> Key, bool Descending)[] _fields;

    /// <summary>The order <paramref name="sort"/>; by name when it is empty.</summary>
    public CrateOrder(IReadOnlyList<SortField> sort)
    {
        ArgumentNullException.ThrowIfNull(sort);
        var asked = sort.Count == 0 ? [new SortField("name", Descending: false)] : sort;
        _fields = [.. asked.Select(field => (KeyOf(field.Name), field.Descending)), (crate => crate.Path, false)];
    }

    /// <summary>Fields that a list may be sorted by.</summary>
    public static IReadOnlyList<string> Sortable { get; } =
        ["name", "version", "path", "root", "classification", "foundation", "state", "tesla_grade", "discovered_at", "updated_at", "revision"];

    /// <summary>The sort keys of <paramref name="crate"/>.</summary>
    public string[] Keys(CrateRecord crate) => Array.ConvertAll(_fields, field => field.Key(crate));

    /// <inheritdoc/>
    public int Compare(IReadOnlyList<string>? x, IReadOnlyList<string>? y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        for (var at = 0; at < _fields.Length; at++)
        {
            var order = string.CompareOrdinal(x[at], y[at]);
            if (order != 0)
            {
                return _fields[at].Descending ? -order : order;
            }
        }

        return 0;
    }

    /// <summary>Whether a cursor's keys are of this order.</summary>
    public bool Fits(IReadOnlyList<string> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return keys.Count == _fields.Length;
    }

    private static Func<CrateRecord, string> KeyOf(string field) => field switch
    {
        "version" => crate => crate.Manifest?.Version ?? "",
        "path" => crate => crate.Path,
        "root" => crate => crate.Root,
        "classification" => crate => crate.Manifest?.Classification ?? ManifestParser.Unclassified,
        "foundation" => crate => crate.Manifest?.Foundation ?? "",
        "state" => crate => CrateJson.NameOf(crate.State),
        "tesla_grade" => crate => crate.Manifest is { TeslaGrade: true } ? "1" : "0",
        "discovered_at" => crate => Ticks(crate.DiscoveredAt),
        "updated_at" => crate => Ticks(crate.UpdatedAt),
        "revision" => crate => crate.Revision.ToString("D19", CultureInfo.InvariantCulture),
        _ => crate => crate.Name,
    };

    private static string Ticks(DateTimeOffset time) => time.UtcTicks.ToString("D19", CultureInfo.InvariantCulture);
}
