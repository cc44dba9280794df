using System.Globalization;
using System.Text;

namespace Ctas7.CrateDiscovery.Manifests;

/// <summary>What may be the name of a crate: it stands in URLs, keys and log lines.</summary>
public static class CrateNames
{
    /// <summary>Longest name, in UTF-16 units.</summary>
    public const int MaxLength = 128;

    // Routes of their own below /api/crates; routes do not tell upper from lower case.
    private static readonly string[] Routes = ["issues", "scan", "rescan", "validate"];

    /// <summary>Whether <c>GET /api/crates/{name}</c> is another route: such a crate is asked for by its id, or with <c>?name=</c>.</summary>
    public static bool IsReserved(string name) => Routes.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Null for a usable name, else what is wrong with it. Usable are letters and digits of any script and
    /// <c>- _ . + @</c>, beginning with a letter, digit or <c>_</c> or <c>@</c>.
    /// </summary>
    public static string? Fault(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length is 0 or > MaxLength)
        {
            return name.Length == 0 ? "it is empty" : $"it is longer than {MaxLength} characters";
        }

        foreach (var rune in name.EnumerateRunes())
        {
            var isWord = Rune.GetUnicodeCategory(rune) is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
                or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or UnicodeCategory.DecimalDigitNumber
                or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
            if (!isWord && rune.Value is not ('-' or '_' or '.' or '+' or '@'))
            {
                return $"it holds U+{rune.Value:X4}; only letters, digits and - _ . + @ may stand in a name";
            }
        }

        return name[0] is '-' or '.' or '+' ? $"it begins with '{name[0]}'" : null;
    }
}
