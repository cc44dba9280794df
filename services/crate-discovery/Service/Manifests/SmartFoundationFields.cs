using System.Collections.Immutable;

namespace Ctas7.CrateDiscovery.Manifests;

/// <summary><c>[[smart_foundations.required]]</c>.</summary>
internal static class SmartFoundationFields
{
    private const string Place = "smart_foundations.required";

    internal static ImmutableArray<SmartFoundation> Read(FieldReader reader)
    {
        if (!reader.Section("smart_foundations").TryGetEntry("required", out var entry))
        {
            return [];
        }

        if (!entry.Value.TryGetArray(out var required))
        {
            reader.WrongType(entry, $"[{Place}]", "an array of tables");
            return [];
        }

        var foundations = ImmutableArray.CreateBuilder<SmartFoundation>(required.Count);
        foreach (var element in required)
        {
            if (element.TryGetTable(out var table))
            {
                foundations.Add(new SmartFoundation(
                    reader.Text(table, Place, "type") ?? "",
                    reader.Texts(table, Place, "preferred"),
                    reader.Text(table, Place, "fallback") ?? "",
                    reader.Text(table, Place, "minimum_version") ?? ""));
            }
            else
            {
                reader.Note(IssueSeverity.Warning, IssueCodes.WrongType, $"[{Place}] holds something that is not a table; it is left out.", element.Position);
            }
        }

        return foundations.ToImmutable();
    }
}
