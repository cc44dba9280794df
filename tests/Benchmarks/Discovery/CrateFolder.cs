using System.Globalization;

namespace Ctas7.Benchmarks.Discovery;

/// <summary>2,000 crates with nothing but their manifests, in a temporary folder that is deleted with the run.</summary>
internal sealed class CrateFolder : IDisposable
{
    /// <summary>How many.</summary>
    public const int Crates = 2_000;

    /// <summary>Makes it.</summary>
    public CrateFolder()
    {
        for (var crate = 0; crate < Crates; crate++)
        {
            var folder = Directory.CreateDirectory(System.IO.Path.Combine(Path, NameOf(crate))).FullName;
            File.WriteAllText(System.IO.Path.Combine(folder, "smart-crate.toml"), Manifest(crate));
        }
    }

    /// <summary>Its path.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("ctas7-bench-api-").FullName;

    /// <summary>Names of crates.</summary>
    public static string NameOf(int crate) => string.Create(CultureInfo.InvariantCulture, $"ctas7-crate-{crate}");

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Path, recursive: true);

    private static string Manifest(int crate) => $"""
        [smart-crate]
        name = "{NameOf(crate)}"
        version = "1.0.{crate}"
        edition = "2021"
        smart_crate_version = "1.2.0"
        foundation = "ctas7-foundation-core"
        classification = "service"
        tesla_grade = true

        [smart_meta]
        description = "Crate number {crate} of a registry that is asked over and over"
        domains = ["bench"]
        capabilities = ["rest", "grpc"]

        [ports]
        rest = {18000 + (crate % 1000)}

        [qa]
        phd_suite_enabled = true
        minimum_score = 90

        [dependencies]
        core = "ctas7-foundation-core"
        """;
}
