using Ctas7.CrateDiscovery.Files;
using Ctas7.Toml;

namespace Ctas7.CrateDiscovery.Manifests;

/// <summary>
/// Makes a <see cref="CargoFile"/> of the bytes of a <c>Cargo.toml</c>: the tables of dependencies of the package and of its targets
/// (The Cargo Book, "Specifying Dependencies"). Entries that take their path from a workspace are left out. Never throws for any input.
/// </summary>
internal static class CargoParser
{
    private static readonly string[] Tables = ["dependencies", "dev-dependencies", "build-dependencies"];
    private static readonly TomlOptions Form = new() { Version = TomlVersion.Toml11, MaxBytes = ManifestParser.MaxBytes, MaxDepth = ManifestParser.MaxDepth };

    internal static CargoFile Parse(string path, ReadOnlyMemory<byte> content, FileStamp stamp)
    {
        if (!TomlDocument.TryParse(content, Form, out var document, out var error))
        {
            return Broken(stamp, new ManifestIssue(
                IssueSeverity.Info, IssueCodes.CargoSyntax, $"The Cargo.toml is left aside: {error.Message}", path, error.Position.Line, error.Position.Column));
        }

        var dependencies = new List<CargoPathDependency>();
        AddAll(document.Root, dependencies);
        if (document.Root.TryGetValue("target", out var value) && value.TryGetTable(out var targets))
        {
            foreach (var target in targets)
            {
                if (target.Value.TryGetTable(out var table))
                {
                    AddAll(table, dependencies);
                }
            }
        }

        var name = document.Root.TryFind(["package", "name"], out value) && value.TryGetString(out var text) ? text : "";
        return new CargoFile(name, [.. dependencies.Distinct()], stamp);
    }

    internal static CargoFile Unreadable(string path, string why, FileStamp stamp)
        => Broken(stamp, new ManifestIssue(IssueSeverity.Info, IssueCodes.CargoUnreadable, $"The Cargo.toml is left aside: {why}.", path));

    private static CargoFile Broken(FileStamp stamp, ManifestIssue issue) => new("", [], stamp) { Issues = [issue] };

    private static void AddAll(TomlTable owner, List<CargoPathDependency> dependencies)
    {
        foreach (var name in Tables)
        {
            if (owner.TryGetValue(name, out var value) && value.TryGetTable(out var table))
            {
                Add(table, dependencies);
            }
        }
    }

    private static void Add(TomlTable table, List<CargoPathDependency> dependencies)
    {
        foreach (var entry in table)
        {
            if (!entry.Value.TryGetTable(out var dependency) || Text(dependency, "path") is not { Length: > 0 } path || IsInherited(dependency))
            {
                continue;
            }

            dependencies.Add(new CargoPathDependency(entry.Key, Text(dependency, "package") is { Length: > 0 } package ? package : entry.Key, path));
        }
    }

    private static bool IsInherited(TomlTable dependency)
        => dependency.TryGetValue("workspace", out var value) && value.TryGetBoolean(out var isInherited) && isInherited;

    private static string? Text(TomlTable table, string key) => table.TryGetValue(key, out var value) && value.TryGetString(out var text) ? text : null;
}
