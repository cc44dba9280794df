namespace Ctas7.Testing.Suite;

/// <summary>A folder of smart crates that the suite under test watches; removed on disposal.</summary>
public sealed class Workspace : IDisposable
{
    /// <summary>The root that is scanned.</summary>
    public string Root { get; } = Directory.CreateTempSubdirectory("ctas7-suite-").FullName;

    /// <summary>The manifest's path of the crate <paramref name="name"/>.</summary>
    public string ManifestOf(string name) => Path.Combine(Root, "crates", name, "smart-crate.toml");

    /// <summary>Writes the crate's manifest the way an editor saves: in place, in one write.</summary>
    public void Save(string name, string version, string extra = "") => SaveBytes(name, System.Text.Encoding.UTF8.GetBytes($"""
        [smart-crate]
        name = "{name}"
        version = "{version}"
        classification = "service"
        foundation = "ctas7-foundation-core"

        [ports]
        http_api = 18640

        {extra}
        """));

    /// <summary>Writes any bytes as the crate's manifest.</summary>
    public void SaveBytes(string name, byte[] content)
    {
        var path = ManifestOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Root, recursive: true);
}
