using Ctas7.CrateDiscovery.Registry;
using Ctas7.ServiceDefaults.Http;

namespace Ctas7.CrateDiscovery.Api;

/// <summary>How much of each crate an answer shows.</summary>
/// <param name="Fields">Names of the fields; null for all.</param>
/// <param name="IncludeManifest">Adds the whole manifest as <c>manifest</c>.</param>
public sealed record CrateShape(IReadOnlyCollection<string>? Fields, bool IncludeManifest)
{
    /// <summary>Names of the query parameters.</summary>
    public static IReadOnlyList<string> Parameters { get; } = ["fields", "include"];

    /// <summary>Reads <c>?fields=</c> and <c>?include=manifest</c>; faults are added to <paramref name="errors"/>.</summary>
    public static CrateShape Parse(IQueryCollection query, List<ProblemError> errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        var fields = QueryText.Single(query, "fields", errors)?.Split(',').Distinct(StringComparer.Ordinal).ToList();
        foreach (var unknown in (fields ?? []).Except(CrateJson.Fields, StringComparer.Ordinal).Take(10))
        {
            errors.Add(new ProblemError("?fields", "unknown_field", $"'{unknown}' is no field of a crate; known are {string.Join(", ", CrateJson.Fields)}."));
        }

        var include = QueryText.Single(query, "include", errors);
        if (include is not (null or "manifest"))
        {
            errors.Add(new ProblemError("?include", "bad_value", "'include' is absent or 'manifest'."));
        }

        return new CrateShape(fields, include is not null);
    }

    /// <summary>The crate in this shape.</summary>
    public ReadOnlyMemory<byte> Write(CrateRecord crate)
    {
        ArgumentNullException.ThrowIfNull(crate);
        return Fields is null && !IncludeManifest ? crate.Json : CrateJson.Write(crate, Fields, IncludeManifest);
    }
}
