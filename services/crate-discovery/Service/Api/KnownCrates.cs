using Ctas7.CrateDiscovery.Manifests;
using Ctas7.CrateDiscovery.Registry;
using Ctas7.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Ctas7.CrateDiscovery.Api;

/// <summary>The crate that a path segment means: its name, else its id.</summary>
internal static class KnownCrates
{
    private const int LongestEcho = CrateNames.MaxLength;

    /// <summary>The crate, or null.</summary>
    internal static CrateRecord? Find(RegistrySnapshot snapshot, string key)
        => snapshot.Find(key) ?? (Guid.TryParseExact(key, "D", out var id) ? snapshot.Find(id) : null);

    /// <summary>The crate that was removed last under this name or id, within the time that its history is kept; or null.</summary>
    internal static RemovedCrate? FindRemoved(RegistrySnapshot snapshot, string key, DateTimeOffset now)
    {
        var isId = Guid.TryParseExact(key, "D", out var id);
        var at = snapshot.Removed.FindLastIndex(crate => crate.Name == key || (isId && crate.Id == id));
        return at >= 0 && now - snapshot.Removed[at].RemovedAt <= RemovedCrate.Kept ? snapshot.Removed[at] : null;
    }

    /// <summary>404 with the nearest names.</summary>
    internal static ProblemHttpResult NotFound(string key, RegistrySnapshot snapshot)
    {
        var nearest = NearestNames.Of(key, snapshot.ByPath.Values.Select(crate => crate.Name).Distinct(StringComparer.Ordinal));
        var hint = nearest.Count > 0 ? $"Nearest: {string.Join(", ", nearest)}."
            : CrateNames.Fault(key) is { } fault ? $"It can be no name: {fault}."
            : "GET /api/crates lists them all.";
        var problem = Problems.Details(404, "crate_not_found", $"No crate is named '{Echo(key)}'. {hint}");
        problem.Extensions["nearest"] = nearest;
        return TypedResults.Problem(problem);
    }

    private static string Echo(string key)
        => string.Concat(key.Take(LongestEcho).Select(letter => char.IsControl(letter) ? '\uFFFD' : letter)) + (key.Length > LongestEcho ? "…" : "");
}
