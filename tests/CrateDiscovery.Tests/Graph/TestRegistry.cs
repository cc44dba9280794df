using System.Text;
using Ctas7.CrateDiscovery.Graph.Edit;
using Ctas7.CrateDiscovery.Graph.Model;
using Ctas7.CrateDiscovery.Manifests;
using Ctas7.CrateDiscovery.Registry;
using Ctas7.Toml;

namespace Ctas7.CrateDiscovery.Tests.Graph;

/// <summary>A real registry that is told manifests as if they had been read, and the graph that follows it.</summary>
public sealed class TestRegistry
{
    private static readonly ManifestParser Parser = new(TomlVersion.Toml10);
    private readonly List<RegistryChange> _changes = [];
    private long _sequence;

    public TestRegistry()
    {
        Registry.Changed += _changes.AddRange;
        Writer = new GraphWriter(Registry.Current);
    }

    public CrateRegistry Registry { get; } = new(TimeProvider.System);

    public GraphWriter Writer { get; }

    public GraphSnapshot Graph => Writer.Current;

    /// <summary>The graph of <paramref name="crates"/>: a folder's path, a name, and what follows in the manifest.</summary>
    public static GraphSnapshot Of(params (string Folder, string Toml)[] crates)
    {
        var registry = new TestRegistry();
        foreach (var (folder, toml) in crates)
        {
            registry.Write(folder, toml);
        }

        return registry.Follow();
    }

    public static string Toml(string name, string more = "") => $"[smart-crate]\nname = \"{name}\"\nversion = \"1.0.0\"\n{more}";

    /// <summary>A manifest appears or changes; one that is not TOML is broken.</summary>
    public void Write(string folder, string toml, params CargoPathDependency[] cargo) => Registry.Apply([Read(folder, toml, cargo)]);

    /// <summary>Many at once.</summary>
    public void WriteAll(IEnumerable<(string Folder, string Toml)> crates) => Registry.Apply([.. crates.Select(crate => Read(crate.Folder, crate.Toml, []))]);

    public void Delete(string folder)
        => Registry.Apply([new ManifestReading(++_sequence, "/w", $"{folder}/smart-crate.toml", ManifestOutcome.Absent)]);

    /// <summary>A manifest is found elsewhere: the same crate, at another path. Nothing happens where there is none, or where it would go onto another.</summary>
    public void Move(string from, string to)
    {
        var crates = Registry.Current.ByPath;
        var (old, now) = ($"{from}/smart-crate.toml", $"{to}/smart-crate.toml");
        if (crates.TryGetValue(old, out var crate) && crate.Manifest is { } manifest && !crates.ContainsKey(now))
        {
            Registry.Apply(
            [
                new ManifestReading(++_sequence, "/w", old, ManifestOutcome.Absent),
                new ManifestReading(++_sequence, "/w", now, ManifestOutcome.Good) { Manifest = manifest, ContentHash = crate.ContentHash, Cargo = crate.Cargo },
            ]);
        }
    }

    public void LoseRoot(string folder)
        => Registry.Apply([new ManifestReading(++_sequence, "/w", $"{folder}/smart-crate.toml", ManifestOutcome.Unreachable)]);

    /// <summary>Takes what has changed since the last time into the graph, as one batch.</summary>
    public GraphSnapshot Follow()
    {
        Writer.Apply([.. _changes]);
        _changes.Clear();
        return Graph;
    }

    private ManifestReading Read(string folder, string toml, CargoPathDependency[] cargo)
    {
        var path = $"{folder}/smart-crate.toml";
        var manifest = Parser.Parse(path, Encoding.UTF8.GetBytes(toml), "", out var issues);
        return new ManifestReading(++_sequence, "/w", path, manifest is null ? ManifestOutcome.Broken : ManifestOutcome.Good)
        {
            Manifest = manifest,
            Issues = issues,
            ContentHash = toml,
            Cargo = cargo.Length == 0 ? null : new CargoFile("", [.. cargo], default),
        };
    }
}
