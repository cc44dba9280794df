using Ctas7.CrateDiscovery.Graph.Model;
using Ctas7.CrateDiscovery.Graph.Ports;
using Ctas7.Toml;

namespace Ctas7.CrateDiscovery.Validation;

/// <summary>Where in a manifest something stands. What is not found is at no place.</summary>
internal sealed class ManifestPlaces(TomlTable root)
{
    private static readonly string[] RootTables = ["smart-crate", "smart_crate", "crate"];

    /// <summary>A key of the root table.</summary>
    internal TomlPosition? Root(string key)
    {
        foreach (var table in RootTables)
        {
            if (Find(table, key) is { } place)
            {
                return place;
            }
        }

        return Find(key);
    }

    /// <summary>A dependency, by its key below <c>[dependencies]</c>, where dots part groups from names.</summary>
    internal TomlPosition? Dependency(string key)
        => Find("dependencies", key) ?? Find(["dependencies", .. key.Split('.')]) ?? Find("dependencies");

    /// <summary>What claims a port.</summary>
    internal TomlPosition? Claim(PortClaim claim) => claim.Source switch
    {
        EdgeSource.Ports => Find("ports", claim.Key),
        EdgeSource.Network => Find("network", "port"),
        _ => Find("service", "ports"),
    };

    private TomlPosition? Find(params ReadOnlySpan<string> path) => root.TryFind(path, out var value) ? value.Position : null;
}
