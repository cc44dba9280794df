using System.Globalization;
using Ctas7.CrateDiscovery.Registry;
using Ctas7.ServiceDefaults.Http;

namespace Ctas7.CrateDiscovery.Api;

/// <summary>The filters of <c>GET /api/crates</c>. A crate passes when it passes every one that is set.</summary>
/// <param name="Text">Part of the name, description, path or a capability; letter case does not matter.</param>
/// <param name="Classification">The exact word.</param>
/// <param name="TeslaGrade">True or false.</param>
/// <param name="Foundation">The exact name.</param>
/// <param name="State">How the manifest stands.</param>
/// <param name="Capability">One of the crate's capabilities, exact.</param>
/// <param name="Port">A port that the manifest names anywhere.</param>
/// <param name="Name">The exact name.</param>
public sealed record CrateFilter(
    string? Text, string? Classification, bool? TeslaGrade, string? Foundation, CrateState? State, string? Capability, int? Port, string? Name = null)
{
    /// <summary>Names of the query parameters.</summary>
    public static IReadOnlyList<string> Parameters { get; } = ["name", "q", "classification", "tesla_grade", "foundation", "state", "capability", "port"];

    /// <summary>Whether every crate passes.</summary>
    public bool IsEmpty => this == new CrateFilter(null, null, null, null, null, null, null);

    /// <summary>Reads the filters of a query; faults are added to <paramref name="errors"/>.</summary>
    public static CrateFilter Parse(IQueryCollection query, List<ProblemError> errors)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(errors);
        return new CrateFilter(
            QueryText.Single(query, "q", errors),
            QueryText.Single(query, "classification", errors),
            Parse<bool>(query, "tesla_grade", bool.TryParse, "'tesla_grade' is true or false.", errors),
            QueryText.Single(query, "foundation", errors),
            Parse<CrateState>(query, "state", TryState, "'state' is valid, stale, invalid or missing.", errors),
            QueryText.Single(query, "capability", errors),
            Parse<int>(query, "port", TryPort, "'port' is a whole number from 0 to 65535.", errors),
            QueryText.Single(query, "name", errors));
    }

    /// <summary>Whether <paramref name="crate"/> passes.</summary>
    public bool Passes(CrateRecord crate)
    {
        ArgumentNullException.ThrowIfNull(crate);
        var manifest = crate.Manifest;
        return (Name is null || crate.Name == Name)
            && (State is null || crate.State == State)
            && (Classification is null || (manifest?.Classification ?? Manifests.ManifestParser.Unclassified) == Classification)
            && (TeslaGrade is null || (manifest?.TeslaGrade ?? false) == TeslaGrade)
            && (Foundation is null || manifest?.Foundation == Foundation)
            && (Capability is null || (manifest is not null && manifest.Capabilities.Contains(Capability)))
            && (Port is not { } port || (manifest is not null && (manifest.Ports.Any(entry => entry.Value == port) || manifest.ServicePorts.Contains(port))))
            && (Text is null || Mentions(crate, Text));
    }

    private static bool Mentions(CrateRecord crate, string text)
        => crate.Name.Contains(text, StringComparison.OrdinalIgnoreCase)
            || crate.Path.Contains(text, StringComparison.OrdinalIgnoreCase)
            || (crate.Manifest is { } manifest
                && (manifest.Description.Contains(text, StringComparison.OrdinalIgnoreCase)
                    || manifest.Capabilities.Any(capability => capability.Contains(text, StringComparison.OrdinalIgnoreCase))));

    private static T? Parse<T>(IQueryCollection query, string name, TryParse<T> parse, string message, List<ProblemError> errors)
        where T : struct
    {
        if (QueryText.Single(query, name, errors) is not { } text)
        {
            return null;
        }

        if (parse(text, out var value))
        {
            return value;
        }

        errors.Add(new ProblemError($"?{name}", "bad_value", message));
        return null;
    }

    private static bool TryState(string text, out CrateState state)
    {
        foreach (var candidate in Enum.GetValues<CrateState>())
        {
            if (CrateJson.NameOf(candidate) == text)
            {
                state = candidate;
                return true;
            }
        }

        state = default;
        return false;
    }

    private static bool TryPort(string text, out int port) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port <= 65535;

    private delegate bool TryParse<T>(string text, out T value);
}
