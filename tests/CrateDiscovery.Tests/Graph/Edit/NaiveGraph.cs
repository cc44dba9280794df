using System.Text.RegularExpressions;
using Ctas7.CrateDiscovery.Manifests;
using Ctas7.CrateDiscovery.Registry;

namespace Ctas7.CrateDiscovery.Tests.Graph.Edit;

/// <summary>The slot graph of a registry as lines, built from nothing each time by looking everything up everywhere: slow, and easy to believe.</summary>
public sealed partial class NaiveGraph
{
    private readonly List<CrateRecord> _crates;
    private readonly SortedSet<string> _edges = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ends = [];
    private readonly HashSet<string> _there = [];

    public NaiveGraph(RegistrySnapshot registry)
    {
        _crates = [.. registry.ByPath.Values];
        foreach (var name in _crates.Select(crate => crate.Name).Distinct())
        {
            if (registry.Find(name)!.Manifest is { } manifest)
            {
                Add(registry.Find(name)!, manifest);
            }
        }

        Edges = [.. _edges];
        Nodes = [.. _ends.Where(id => !id.StartsWith("crate:", StringComparison.Ordinal) || registry.Find(id[6..]) is null).Select(id => _there.Contains(id) ? id : $"{id} unresolved")
            .Concat(_crates.Select(crate => crate.Name).Distinct().Select(name => registry.Find(name)!).Select(crate => $"crate:{crate.Name} {crate.Path} {crate.State} {crate.Revision}"))
            .Order(StringComparer.Ordinal)];
    }

    public IReadOnlyList<string> Edges { get; }

    public IReadOnlyList<string> Nodes { get; }

    private void Add(CrateRecord crate, Manifest manifest)
    {
        var self = $"crate:{manifest.Name}";
        if (manifest.Foundation != "" && manifest.Foundation != manifest.Name)
        {
            Edge(self, "depends_on", Foundation(manifest.Foundation), "foundation", "foundation", "", manifest.Name);
        }

        foreach (var required in manifest.SmartFoundations)
        {
            foreach (var preferred in required.Preferred)
            {
                Edge(self, "depends_on", Foundation(preferred), "smart_foundations", required.Type + ".preferred", required.MinimumVersion, manifest.Name);
            }

            if (required.Fallback != "")
            {
                Edge(self, "depends_on", Foundation(required.Fallback), "smart_foundations", required.Type + ".fallback", required.MinimumVersion, manifest.Name);
            }
        }

        foreach (var dependency in manifest.Dependencies)
        {
            Edge(self, "depends_on", "crate:" + (InFolder(crate, dependency.Path) ?? dependency.Name), "dependencies", dependency.Key, dependency.Requirement, manifest.Name);
        }

        foreach (var dependency in crate.Cargo?.PathDependencies ?? [])
        {
            Edge(self, "depends_on", "crate:" + (InFolder(crate, dependency.Path) ?? dependency.Package), "cargo", dependency.Key, "", manifest.Name);
        }

        foreach (var capability in manifest.Capabilities)
        {
            Edge(self, "provides", $"capability:{capability}", "capabilities", "", "", manifest.Name);
            _there.Add($"capability:{capability}");
        }

        foreach (var (key, port) in manifest.Ports)
        {
            AddPort(manifest, self, key, port);
        }

        for (var index = 0; index < manifest.ServicePorts.Length; index++)
        {
            var isNetwork = manifest.NetworkPort is not null && index == manifest.ServicePorts.Length - 1;
            Bind(self, manifest.ServicePorts[index], isNetwork ? "network" : "service_ports", isNetwork ? "network.port" : "service.ports", manifest.Name);
        }
    }

    private void AddPort(Manifest manifest, string self, string key, int port)
    {
        var roles = manifest.PortRoles.ToDictionary();
        var others = manifest.Ports.Where(entry => !entry.Key.EndsWith("_sister", StringComparison.Ordinal) && !entry.Key.EndsWith("_mirror", StringComparison.Ordinal)).ToList();
        var stem = key.Length > 7 ? key[..^7] : "";
        var isSister = key.EndsWith("_sister", StringComparison.Ordinal) && others.Exists(entry => entry.Key == stem);
        var isMirror = key.EndsWith("_mirror", StringComparison.Ordinal) && others.Exists(entry => entry.Key == stem || entry.Key.StartsWith(stem + "_", StringComparison.Ordinal));
        if (!roles.ContainsKey(key) && (isSister || isMirror))
        {
            var bases = others.Where(entry => entry.Key == stem).Concat(others.Where(entry => entry.Key.StartsWith(stem + "_", StringComparison.Ordinal))).First();
            if (bases.Value != port)
            {
                Edge($"port:{port}", isSister ? "sister_of" : "mirror_of", $"port:{bases.Value}", "ports", key, "", manifest.Name);
                _there.Add($"port:{port}");
            }

            return;
        }

        var owner = Owner(key, manifest.Name);
        if (roles.TryGetValue(key, out var role) ? role == PortRole.Binding : owner is null)
        {
            Bind(self, port, "ports", key, manifest.Name);
        }
        else
        {
            Edge(self, "references", $"port:{port}", "ports", key, "", manifest.Name, owner ?? "");
        }
    }

    /// <summary>Of the other crates whose name, or two words or more at the end of it, are the key: the shortest name, then the first. None when the key names the crate itself.</summary>
    private string? Owner(string key, string self)
    {
        bool Names(string crate) => Plain(crate) == Plain(key) || (Plain(key).Contains('-') && Plain(crate).EndsWith("-" + Plain(key), StringComparison.Ordinal));
        return Names(self) ? null : _crates.Where(crate => crate.Manifest is not null).Select(crate => crate.Name).Where(Names).OrderBy(name => Plain(name).Length).ThenBy(name => name, StringComparer.Ordinal).FirstOrDefault();
    }

    private static string Plain(string name) => Prefix().Replace(Version().Replace(name.ToLowerInvariant().Replace('_', '-'), ""), "");

    private void Bind(string self, int port, string source, string key, string by)
    {
        Edge(self, "binds", $"port:{port}", source, key, "", by);
        _there.Add($"port:{port}");
    }

    private string? InFolder(CrateRecord crate, string path)
        => path == "" ? null : _crates.FirstOrDefault(other => other.Path == Path.Combine(Path.GetFullPath(Path.Combine(Path.GetDirectoryName(crate.Path)!, path)), "smart-crate.toml"))?.Name;

    private string Foundation(string name) => _crates.Exists(crate => crate.Name == name && crate.Manifest is not null) ? $"crate:{name}" : $"foundation:{name}";

    private void Edge(string from, string kind, string to, string source, string key, string requirement, string by, string owner = "")
    {
        _edges.Add(string.Join(' ', new[] { from, kind, to, source, key, requirement, by, owner }.Select(text => text == "" ? "-" : text)));
        _ends.Add(from);
        _ends.Add(to);
    }

    [GeneratedRegex(@"-v?[0-9]+([.-][0-9]+)*$")]
    private static partial Regex Version();

    [GeneratedRegex(@"^(ctas7|sx9)-")]
    private static partial Regex Prefix();
}
