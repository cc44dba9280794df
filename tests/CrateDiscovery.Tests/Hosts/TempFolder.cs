namespace Ctas7.CrateDiscovery.Tests.Hosts;

/// <summary>A folder of one test, with crates in it.</summary>
public sealed class TempFolder : IDisposable
{
    public TempFolder() => Path = Directory.CreateTempSubdirectory("ctas7-crates-").FullName;

    public string Path { get; }

    public static string Toml(string name, string version = "1.0.0", string more = "")
        => $"[smart-crate]\nname = \"{name}\"\nversion = \"{version}\"\n{more}";

    /// <summary>The path of something below.</summary>
    public string At(string relative) => System.IO.Path.Combine(Path, relative);

    /// <summary>The path of a folder's manifest.</summary>
    public string Manifest(string folder) => At(System.IO.Path.Combine(folder, "smart-crate.toml"));

    /// <summary>Writes a manifest; its folder is made.</summary>
    public string Write(string folder, string content)
    {
        Directory.CreateDirectory(At(folder));
        File.WriteAllText(Manifest(folder), content);
        return Manifest(folder);
    }

    /// <summary>Writes a good manifest named as its folder.</summary>
    public string WriteCrate(string folder, string version = "1.0.0") => Write(folder, Toml(System.IO.Path.GetFileName(folder), version));

    /// <summary>By <c>rm</c>, which also removes names that are not UTF-8.</summary>
    public void Dispose() => System.Diagnostics.Process.Start("rm", ["-rf", Path]).WaitForExit();
}
