using System.Globalization;
using System.Text;

namespace Ctas7.Benchmarks.Discovery;

/// <summary>
/// A workspace as large as they come, in a temporary folder: groups of crates, each crate with its manifest and a tree of sources. No folder has
/// a name that discovery leaves out, so every walk has the same to do. Deleted with the run.
/// </summary>
public sealed class CrateTree : IDisposable
{
    /// <summary>Crates, each with one manifest.</summary>
    public const int Crates = 2_000;

    /// <summary>Folders of a crate, its own included.</summary>
    public const int FoldersPerCrate = 25;

    /// <summary>Files of a folder; of a crate's own folder one is the manifest.</summary>
    public const int FilesPerFolder = 10;

    private const int CratesPerGroup = 50;
    private const int FoldersPerLevel = 4;

    /// <summary>Makes it, on all processors: half a minute on a slow disk.</summary>
    public CrateTree() => Parallel.For(0, Crates, MakeCrate);

    /// <summary>Its path.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("ctas7-bench-").FullName;

    /// <summary>Names of crates.</summary>
    public static string NameOf(int crate) => string.Create(CultureInfo.InvariantCulture, $"sx9-bench-crate-{crate}");

    /// <inheritdoc/>
    public void Dispose() => System.Diagnostics.Process.Start("rm", ["-rf", Path]).WaitForExit();

    private void MakeCrate(int crate)
    {
        var folders = new List<string> { System.IO.Path.Combine(Path, $"group-{crate / CratesPerGroup}", NameOf(crate)) };
        while (folders.Count < FoldersPerCrate)
        {
            // Four to a folder, breadth first: three levels below the crate.
            folders.Add(System.IO.Path.Combine(folders[(folders.Count - 1) / FoldersPerLevel], $"module_{folders.Count}"));
        }

        foreach (var folder in folders)
        {
            Directory.CreateDirectory(folder);
            for (var file = folder == folders[0] ? 1 : 0; file < FilesPerFolder; file++)
            {
                using var handle = File.OpenHandle(System.IO.Path.Combine(folder, $"source_file_{file}.rs"), FileMode.CreateNew, FileAccess.Write);
            }
        }

        File.WriteAllBytes(System.IO.Path.Combine(folders[0], "smart-crate.toml"), Encoding.UTF8.GetBytes(Manifest(crate)));
    }

    /// <summary>As long, and with the same tables, as the shorter half of real manifests.</summary>
    private static string Manifest(int crate) => $"""
        # Written by the scan benchmark.
        [smart-crate]
        name = "{NameOf(crate)}"
        version = "0.1.{crate}"
        edition = "2021"
        smart_crate_version = "1.2.0"
        foundation = "sx9-foundation-core"
        classification = "service"
        tesla_grade = true
        retrofit_timestamp = "20251206-175316"

        [smart_meta]
        description = "Crate number {crate} of a workspace made to be walked"
        domains = ["bench", "walk"]
        capabilities = ["walk-{crate % 100}", "parse"]

        [integration]
        gold_disk_compatible = true
        neural_mux_enabled = true
        hash_engine_integrated = true
        unicode_assembly_support = true

        [ports]
        http_api = {18000 + (crate % 1000)}
        websocket = {19000 + (crate % 1000)}

        [metadata]
        ctas_version = "7.3.1"
        smart_crate_type = "retrofitted"
        original_crate = true

        [endpoints]
        health = "/health"
        metrics = "/metrics"
        status = "/smart-crate/status"

        [dependencies]
        previous = "{NameOf(Math.Max(crate - 1, 0))}"

        [features]
        default = []
        """;
}
