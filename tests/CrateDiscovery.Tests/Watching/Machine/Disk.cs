using System.Text;
using Ctas7.CrateDiscovery.Manifests;
using Ctas7.CrateDiscovery.Tests.Hosts;
using Ctas7.Toml;

namespace Ctas7.CrateDiscovery.Tests.Watching.Machine;

/// <summary>A root on a real disk, what is done to it, and what a plain look at it says.</summary>
public sealed class Disk : IDisposable
{
    private static readonly ManifestParser Parser = new(TomlVersion.Toml10);
    private static readonly EnumerationOptions WithoutLinks = new() { AttributesToSkip = FileAttributes.ReparsePoint, RecurseSubdirectories = true };
    private readonly TempFolder _folder = new();

    public Disk() => Directory.CreateDirectory(Root);

    public string Root => _folder.At("root");

    /// <summary>Path by path: the crate's name and version, or that it cannot be read. A crate that never was readable and one that is not now look the same on a disk.</summary>
    public IReadOnlyList<string> Manifests =>
    [
        .. Folders()
            .Select(folder => Path.Combine(folder, ManifestReader.FileName))
            .Where(path => Path.Exists(path) || new FileInfo(path).LinkTarget is not null)
            .Order(StringComparer.Ordinal)
            .Select(path => $"{path} {Describe(path)}"),
    ];

    /// <summary>The names of packages beside manifests, path by path.</summary>
    public IReadOnlyList<string> Cargos =>
    [
        .. Folders()
            .Where(folder => Path.Exists(Path.Combine(folder, ManifestReader.FileName)) && File.Exists(Path.Combine(folder, "Cargo.toml")))
            .Order(StringComparer.Ordinal)
            .Select(folder => $"{folder} {File.ReadAllText(Path.Combine(folder, "Cargo.toml")).Split('"')[1]}"),
    ];

    public bool HasLinks => Directory.Exists(Root) && new DirectoryInfo(Root).EnumerateFileSystemInfos("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
        .Any(entry => entry.LinkTarget is not null);

    public string At(string folder) => Path.Combine(Root, folder);

    public string Manifest(string folder) => Path.Combine(Root, folder, ManifestReader.FileName);

    public void Dispose() => _folder.Dispose();

    /// <summary>Does it; false when it does not fit the disk as it is by now, so that nothing happened.</summary>
    public bool Do(Operation operation)
    {
        try
        {
            Try(operation);
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private void Try(Operation operation)
    {
        var (at, to) = (At(operation.At), At(operation.To));
        switch (operation.Kind)
        {
            case OperationKind.Write:
                Directory.CreateDirectory(at);
                File.WriteAllText(Manifest(operation.At), Toml(operation.Version));
                break;
            case OperationKind.Break:
                Directory.CreateDirectory(at);
                File.WriteAllText(Manifest(operation.At), $"broken {operation.Version}");
                break;
            case OperationKind.WriteCargo:
                File.WriteAllText(Path.Combine(at, "Cargo.toml"), $"[package]\nname = \"p{operation.Version}\"\n[dependencies]\nx = {{ path = \"../b\" }}\n");
                break;
            case OperationKind.DeleteCargo:
                File.Delete(Path.Combine(at, "Cargo.toml"));
                break;
            case OperationKind.Delete:
                File.Delete(Manifest(operation.At));
                break;
            case OperationKind.RemoveFolder:
                Directory.Delete(at, recursive: true);
                break;
            case OperationKind.MoveFolder:
                Directory.Move(at, to);
                break;
            case OperationKind.Copy:
                Directory.CreateDirectory(to);
                File.Copy(Manifest(operation.At), Manifest(operation.To), overwrite: true);
                break;
            case OperationKind.Replace:
                File.Move(Manifest(operation.At), Manifest(operation.To), overwrite: true);
                break;
            case OperationKind.LinkFolder:
                Directory.CreateSymbolicLink(to, at);
                break;
            case OperationKind.LinkManifest:
                File.CreateSymbolicLink(Manifest(operation.To), Manifest(operation.At));
                break;
            case OperationKind.Rights:
                Commands.Fails("sh", "-c", $"chmod 000 '{at}' && chmod 755 '{at}'");
                break;
            case OperationKind.RootAwayAndBack:
                Directory.Move(Root, _folder.At("away"));
                Directory.Move(_folder.At("away"), Root);
                break;
        }
    }

    private static string Toml(int version)
        => TempFolder.Toml($"n{version}", $"{version}.0.0", $"[dependencies]\nfoundation = \"n{(version % 3) + 1}\"\n[ports]\nmain = {18_600 + version}\n");

    private IEnumerable<string> Folders() => Directory.EnumerateDirectories(Root, "*", WithoutLinks).Append(Root)
        .Where(folder => !$"{folder}/".Contains("/target/", StringComparison.Ordinal));

    private static string Describe(string path)
    {
        if (new FileInfo(path).LinkTarget is not null)
        {
            return "broken";
        }

        return Parser.Parse(path, Encoding.UTF8.GetBytes(File.ReadAllText(path)), "", out _) is { } manifest ? manifest.Name + manifest.Version : "broken";
    }
}
