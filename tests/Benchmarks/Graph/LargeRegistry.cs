using System.Globalization;
using System.Text;
using Ctas7.CrateDiscovery.Manifests;
using Ctas7.CrateDiscovery.Registry;
using Ctas7.Toml;

namespace Ctas7.Benchmarks.Graph;

/// <summary>A registry of 10,000 crates that name 30,000 ports and 10,000 capabilities and depend on each other: always the same one.</summary>
internal sealed class LargeRegistry
{
    internal const int Crates = 10_000;
    private const int FirstPort = 1024;
    private const int SisterDistance = 32_768;
    private readonly ManifestParser _parser = new(TomlVersion.Toml10);
    private readonly List<RegistryChange> _changes = [];
    private long _sequence;

    internal LargeRegistry()
    {
        Registry.Apply([.. Enumerable.Range(0, Crates).Select(crate => Read(crate, version: 0))]);
        Registry.Changed += _changes.AddRange;
    }

    internal CrateRegistry Registry { get; } = new(TimeProvider.System);

    /// <summary>Changes one crate: its version, one dependency and one capability.</summary>
    internal IReadOnlyList<RegistryChange> Change(int crate, int version)
    {
        _changes.Clear();
        Registry.Apply([Read(crate, version)]);
        return [.. _changes];
    }

    private ManifestReading Read(int crate, int version)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"/w/crates/{crate}/smart-crate.toml");
        var source = Encoding.UTF8.GetBytes(Toml(crate, version));
        var manifest = _parser.Parse(path, source, "", out _) ?? throw new InvalidOperationException($"The benchmark's own manifest {crate} is not valid.");
        return new ManifestReading(++_sequence, "/w", path, ManifestOutcome.Good) { Manifest = manifest, ContentHash = $"{crate}-{version}" };
    }

    /// <summary>Fifteen edges: foundation, six dependencies, two bindings, a sister, two references, three capabilities.</summary>
    private static string Toml(int crate, int version)
    {
        var text = new StringBuilder();
        var port = FirstPort + (2 * crate);
        text.Append(CultureInfo.InvariantCulture, $"[smart-crate]\nname = \"{Name(crate)}\"\nversion = \"1.0.{version}\"\nfoundation = \"{Name(crate % 5)}\"\n");
        text.Append(CultureInfo.InvariantCulture, $"[ports]\nhttp = {port}\ngrpc = {port + 1}\nhttp_sister = {port + SisterDistance}\n");
        foreach (var other in new[] { Other(crate, 101), Other(crate, 907) })
        {
            text.Append(CultureInfo.InvariantCulture, $"{Name(other)} = {FirstPort + (2 * other)}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"[smart_meta]\ncapabilities = [\"own-{crate}\", \"shared-{crate % 50}\", \"changing-{version % 10}\"]\n[dependencies]\n");
        foreach (var step in new[] { 3, 17, 113, 1009, 4001, 5000 + (version % 10) })
        {
            text.Append(CultureInfo.InvariantCulture, $"d{step} = \"{Name(Other(crate, step))}\"\n");
        }

        return text.ToString();
    }

    private static int Other(int crate, int step) => (crate + step) % Crates;

    private static string Name(int crate) => string.Create(CultureInfo.InvariantCulture, $"ctas7-service-x{crate:D5}y");
}
