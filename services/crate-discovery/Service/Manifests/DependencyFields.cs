using System.Collections.Immutable;
using Ctas7.Toml;

namespace Ctas7.CrateDiscovery.Manifests;

/// <summary>
/// <c>[dependencies]</c> as it is written in the wild: <c>alias = "crate"</c>, <c>crate = "1.2"</c>,
/// <c>crate = { version, path }</c>, and groups of those (<c>[dependencies.internal]</c>).
/// </summary>
internal static class DependencyFields
{
    private const int MaxDepth = 4;
    private static readonly string[] DependencyKeys = ["path", "version", "git", "workspace", "registry"];

    internal static ImmutableArray<CrateDependency> Read(FieldReader reader)
    {
        var dependencies = ImmutableArray.CreateBuilder<CrateDependency>();
        Read(reader, reader.Section("dependencies"), "", 0, dependencies);
        return dependencies.ToImmutable();
    }

    private static void Read(FieldReader reader, TomlTable table, string group, int depth, ImmutableArray<CrateDependency>.Builder found)
    {
        foreach (var entry in table)
        {
            var key = group + entry.Key;
            if (entry.Value.TryGetString(out var text))
            {
                found.Add(IsRequirement(text) ? new(key, entry.Key, text, "") : new(key, text, "", ""));
            }
            else if (entry.Value.TryGetTable(out var inner) && (IsDependency(inner) || depth >= MaxDepth))
            {
                found.Add(new(key, Text(inner, "package") ?? entry.Key, Text(inner, "version") ?? "", Text(inner, "path") ?? ""));
            }
            else if (entry.Value.Kind == TomlValueKind.Table)
            {
                Read(reader, inner, key + ".", depth + 1, found);
            }
            else
            {
                reader.WrongType(entry, $"[dependencies].{key}", "a string or table");
            }
        }
    }

    /// <summary>A version requirement (<c>1.2</c>, <c>^1</c>, <c>&gt;=2, &lt;3</c>, <c>*</c>) rather than the name of a crate.</summary>
    private static bool IsRequirement(string text) => text.Length == 0 || char.IsAsciiDigit(text[0]) || "^~=<>*".Contains(text[0], StringComparison.Ordinal);

    private static bool IsDependency(TomlTable table)
        => table.Count == 0 || DependencyKeys.Any(key => table.TryGetValue(key, out var value) && value.Kind != TomlValueKind.Table);

    private static string? Text(TomlTable table, string key) => table.TryGetValue(key, out var value) && value.TryGetString(out var text) ? text : null;
}
