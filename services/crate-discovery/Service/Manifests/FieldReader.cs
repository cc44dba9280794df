using System.Collections.Immutable;
using Ctas7.Toml;

namespace Ctas7.CrateDiscovery.Manifests;

/// <summary>Reads typed values out of a document and notes, with its position, each one that has another type than asked for.</summary>
internal sealed class FieldReader(TomlTable root, string path)
{
    private const int MostNotes = 200;

    internal ImmutableArray<ManifestIssue>.Builder Issues { get; } = ImmutableArray.CreateBuilder<ManifestIssue>();

    internal TomlTable Table(params ReadOnlySpan<string> at) => root.TryFind(at, out var value) && value.TryGetTable(out var table) ? table : default;

    /// <summary>The table at <paramref name="name"/>, with a warning when something else is there.</summary>
    internal TomlTable Section(string name)
    {
        if (root.TryGetEntry(name, out var entry) && entry.Value.Kind != TomlValueKind.Table)
        {
            WrongType(entry, $"[{name}]", "a table");
        }

        return Table(name);
    }

    internal string? Text(TomlTable table, string section, string key)
        => Find(table, section, key, "a string", value => value.Kind == TomlValueKind.String) is { } value ? value.GetString() : null;

    internal bool? Flag(TomlTable table, string section, string key)
        => Find(table, section, key, "true or false", value => value.Kind == TomlValueKind.Boolean) is { } value ? value.GetBoolean() : null;

    internal double? Number(TomlTable table, string section, string key)
        => Find(table, section, key, "a number", value => value.TryGetDouble(out var number) && double.IsFinite(number)) is { } value ? value.GetDouble() : null;

    /// <summary>The strings of an array; other elements are left out with a warning.</summary>
    internal ImmutableArray<string> Texts(TomlTable table, string section, string key)
    {
        if (!table.TryGetEntry(key, out var entry))
        {
            return [];
        }

        if (!entry.Value.TryGetArray(out var array))
        {
            WrongType(entry, $"[{section}].{key}", "an array of strings");
            return [];
        }

        var texts = ImmutableArray.CreateBuilder<string>(array.Count);
        foreach (var element in array)
        {
            if (element.TryGetString(out var text))
            {
                texts.Add(text);
            }
            else
            {
                Note(IssueSeverity.Warning, IssueCodes.WrongType, $"[{section}].{key} holds something that is not a string; it is left out.", element.Position);
            }
        }

        return texts.DrainToImmutable();
    }

    internal void WrongType(TomlEntry entry, string what, string wanted)
        => Note(IssueSeverity.Warning, IssueCodes.WrongType, $"{what} is not {wanted}; it is left out.", entry.KeyPosition);

    internal void Note(IssueSeverity severity, string code, string message, TomlPosition? position)
    {
        // A manifest of a megabyte can hold a hundred thousand wrong values; the first ones say enough.
        if (Issues.Count < MostNotes)
        {
            Issues.Add(new ManifestIssue(severity, code, message, path, position?.Line ?? 0, position?.Column ?? 0));
        }
    }

    private TomlValue? Find(TomlTable table, string section, string key, string wanted, Predicate<TomlValue> fits)
    {
        if (!table.TryGetEntry(key, out var entry))
        {
            return null;
        }

        if (fits(entry.Value))
        {
            return entry.Value;
        }

        WrongType(entry, $"[{section}].{key}", wanted);
        return null;
    }
}
