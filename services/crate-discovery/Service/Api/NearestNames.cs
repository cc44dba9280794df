namespace Ctas7.CrateDiscovery.Api;

/// <summary>Which known names somebody may have meant.</summary>
public static class NearestNames
{
    private const int MostNames = 5;
    private const int LongestName = 128;

    /// <summary>Up to five of <paramref name="known"/>, nearest first: those that hold the wanted name or are held by it, and those a few letters away.</summary>
    public static IReadOnlyList<string> Of(string wanted, IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        if (wanted.Length is 0 or > LongestName)
        {
            return [];
        }

        return [.. known
            .Select(name => (name, distance: Distance(wanted, name)))
            .Where(candidate => candidate.distance <= Math.Max(2, wanted.Length / 3))
            .OrderBy(candidate => candidate.distance).ThenBy(candidate => candidate.name, StringComparer.Ordinal)
            .Select(candidate => candidate.name)
            .Take(MostNames)];
    }

    private static int Distance(string wanted, string name)
    {
        if (name.Length > LongestName)
        {
            return int.MaxValue;
        }

        return name.Contains(wanted, StringComparison.OrdinalIgnoreCase) || wanted.Contains(name, StringComparison.OrdinalIgnoreCase)
            ? 1
            : Edits(wanted.ToLowerInvariant(), name.ToLowerInvariant());
    }

    /// <summary>Levenshtein's distance, two rows at a time.</summary>
    private static int Edits(string from, string to)
    {
        Span<int> previous = stackalloc int[to.Length + 1];
        Span<int> current = stackalloc int[to.Length + 1];
        for (var column = 0; column <= to.Length; column++)
        {
            previous[column] = column;
        }

        for (var row = 1; row <= from.Length; row++)
        {
            current[0] = row;
            for (var column = 1; column <= to.Length; column++)
            {
                var replaced = previous[column - 1] + (from[row - 1] == to[column - 1] ? 0 : 1);
                current[column] = Math.Min(replaced, Math.Min(previous[column], current[column - 1]) + 1);
            }

            current.CopyTo(previous);
        }

        return previous[to.Length];
    }
}
