using System.Text.Json;
using Ctas7.Testing;
using Xunit.Abstractions;

namespace Ctas7.Toml.Tests.Conformance;

/// <summary>The official suite (https://github.com/toml-lang/toml-test), every case of its two manifests.</summary>
public sealed class TomlTestSuiteTests(ITestOutputHelper output)
{
    [SharedDataFact("toml-test")]
    public void Passes_every_case_of_TOML_1_0() => RunManifest("files-toml-1.0.0", TomlVersion.Toml10);

    [SharedDataFact("toml-test")]
    public void Passes_every_case_of_TOML_1_1() => RunManifest("files-toml-1.1.0", TomlVersion.Toml11);

    [SharedDataFact("toml-test")]
    public void What_TOML_1_1_added_is_an_error_under_1_0()
    {
        var added = Cases("files-toml-1.0.0", "invalid/").Except(Cases("files-toml-1.1.0", "invalid/")).ToList();

        added.ShouldNotBeEmpty();
        foreach (var path in added.Where(path => !path.Contains("/spec-", StringComparison.Ordinal)))
        {
            TomlDocument.TryParse(Read(path), TomlText.Toml11, out _, out var error).ShouldBeTrue($"{path}: {error}");
            TomlDocument.TryParse(Read(path), out _, out error).ShouldBeFalse(path);
        }
    }

    private void RunManifest(string manifest, TomlVersion version)
    {
        var options = new TomlOptions { Version = version };
        var valid = Cases(manifest, "valid/");
        var invalid = Cases(manifest, "invalid/");
        var failures = valid.Select(path => ValidFailure(path, options)).Concat(invalid.Select(path => InvalidFailure(path, options)))
            .OfType<string>().ToList();

        output.WriteLine($"{manifest}: {valid.Count} valid, {invalid.Count} invalid, {failures.Count} failed");
        valid.Count.ShouldBeGreaterThan(150);
        invalid.Count.ShouldBeGreaterThan(400);
        failures.ShouldBeEmpty(string.Join(Environment.NewLine, failures));
    }

    private static string? ValidFailure(string path, TomlOptions options)
    {
        if (!TomlDocument.TryParse(Read(path), options, out var document, out var error)) return $"{path}: {error}";
        using var expected = JsonDocument.Parse(Read(Path.ChangeExtension(path, ".json")));
        return TaggedJson.Difference(document.Root.AsValue(), expected.RootElement) is { } difference ? $"{path}{difference}" : null;
    }

    private static string? InvalidFailure(string path, TomlOptions options)
    {
        var source = Read(path);
        if (TomlDocument.TryParse(source, options, out _, out var error)) return $"{path}: accepted";
        var isPlaced = error.Position.Offset <= source.Length && error.Position is { Line: >= 1, Column: >= 1 };
        return isPlaced && error.Code != TomlErrorCode.None && error.Message.Length > 0 ? null : $"{path}: bad error {error}";
    }

    private static List<string> Cases(string manifest, string kind) => File.ReadLines(Path.Combine(Root, manifest))
        .Where(line => line.StartsWith(kind, StringComparison.Ordinal) && line.EndsWith(".toml", StringComparison.Ordinal)).ToList();

    private static byte[] Read(string path) => File.ReadAllBytes(Path.Combine(Root, path));

    private static string Root => SharedData.Path("toml-test/tests")!;
}
