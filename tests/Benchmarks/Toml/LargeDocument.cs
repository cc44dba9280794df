using System.Globalization;
using System.Text;

namespace Ctas7.Benchmarks.Toml;

/// <summary>A large TOML 1.0 document in the manner of the real manifests, always the same for the same size.</summary>
internal static class LargeDocument
{
    /// <summary>At least <paramref name="bytes"/> of TOML: one table of tables per crate, with every type of value.</summary>
    public static byte[] Create(int bytes)
    {
        var text = new StringBuilder("# Every crate of a large workspace\n[workspace]\nname = \"large\"\n\n");
        for (var crate = 0; text.Length < bytes; crate++) Append(text, crate);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static void Append(StringBuilder text, int crate) => text.Append(CultureInfo.InvariantCulture, $$"""
        [crates.ctas7-crate-{{crate}}]
        name = "ctas7-crate-{{crate}}"
        version = "{{crate % 7}}.{{crate % 11}}.{{crate % 13}}"
        description = 'Reads a stream of events and keeps the last one of each'
        retrofit_timestamp = "20251004-190056"
        tesla_grade = {{(crate % 2 == 0 ? "true" : "false")}}
        built = 2025-10-04T19:00:{{crate % 60:D2}}.125Z  # by the nightly build

        [crates.ctas7-crate-{{crate}}.ports]
        primary = {{18000 + (crate % 1000)}}
        health = {{19000 + (crate % 1000)}}

        [crates.ctas7-crate-{{crate}}.qa_metrics]
        phd_suite_enabled = true
        minimum_score = {{85 + (crate % 10)}}.5
        code_coverage_minimum = 0.{{crate % 100:D2}}

        [crates.ctas7-crate-{{crate}}.features]
        foundation_core = { required = true }
        statistical_analysis = { optional = true, weight = {{crate}} }
        capabilities = ["routing", "health \"checks\"", "größe", "metrics"]
        limits = [
            1_000,
            0x{{crate:X}},
            {{crate}}, # as measured
        ]

        [[crates.ctas7-crate-{{crate}}.dependencies]]
        crate.name = "ctas7-foundation-core"
        crate.version = "1.0.0"

        [[crates.ctas7-crate-{{crate}}.dependencies]]
        crate.name = "ctas7-crate-{{crate / 2}}"
        crate.since = 2024-02-29


        """);
}
