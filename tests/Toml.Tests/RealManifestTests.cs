using Ctas7.Testing;

namespace Ctas7.Toml.Tests;

/// <summary>The 17 real manifests and the Cargo.toml files beside them.</summary>
public sealed class RealManifestTests
{
    [SharedDataFact("workspace")]
    public void Every_real_manifest_has_a_name_and_a_version_at_a_known_place()
    {
        var manifests = Files("smart-crate.toml");

        manifests.Count.ShouldBe(17);
        foreach (var path in manifests)
        {
            var source = File.ReadAllBytes(path);
            TomlDocument.TryParse(source, out var document, out var error).ShouldBeTrue($"{path}: {error}");
            var crate = document.Root["smart-crate"].GetTable();
            crate.TryGetEntry("name", out var name).ShouldBeTrue(path);
            name.Value.GetString().ShouldNotBeNullOrWhiteSpace();
            crate["version"].GetString().ShouldMatch(@"^\d+\.\d+\.\d+");
            source.AsSpan(name.KeyPosition.Offset, 4).SequenceEqual("name"u8).ShouldBeTrue(path);
        }
    }

    [SharedDataFact("workspace")]
    public void Every_real_Cargo_file_is_read_to_JSON()
    {
        foreach (var path in Files("Cargo.toml"))
        {
            TomlDocument.TryParse(File.ReadAllBytes(path), out var document, out var error).ShouldBeTrue($"{path}: {error}");
            TomlText.Json(document.Root.AsValue()).ShouldStartWith("{\"");
        }
    }

    private static List<string> Files(string name) => [.. Directory.EnumerateFiles(SharedData.Path("workspace")!, name, SearchOption.AllDirectories)];
}
