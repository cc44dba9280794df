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

        var most = Math.Max(2, wanted.Length / 3);
        var lower = wanted.ToLowerInvariant();
        return [.. known
            .Select(name => (name, distance: Distance(lower, name, most)))
            .Where(candidate => candidate.distance <= most)
            .OrderBy(candidate => candidate.distance).ThenBy(candidate => candidate.name, StringComparer.Ordinal)
            .Select(candidate => candidate.name)
            .Take(MostNames)];
    }

    private static int Distance(string wanted, string name, int most)
    {
        if (name.Length is 0 or > LongestName)
        {
            return int.MaxValue;
        }

        Span<char> lower = stackalloc char[name.Length];
        name.AsSpan().ToLowerInvariant(lower);
        return lower.IndexOf(wanted) >= 0 || wanted.AsSpan().IndexOf(lower) >= 0 ? 1
            : Math.Abs(wanted.Length - name.Length) > most ? int.MaxValue
            : Edits(wanted, lower, most);
    }

    /// <summary>
    /// Levenshtein's distance, two rows at a time; anything above <paramref name="most"/> once it is known to be more. A cell further than that
    /// from the diagonal cannot be on a path that is short enough.
    /// </summary>
    private static int Edits(ReadOnlySpan<char> from, ReadOnlySpan<char> to, int most)
    {
        Span<int> previous = stackalloc int[to.Length + 1];
        Span<int> current = stackalloc int[to.Length + 1];
        for (var column = 0; column <= to.Length; column++)
        {
            previous[column] = column;
        }

        for (var row = 1; row <= from.Length; row++)
        {
            current.Fill(most + 1);
            current[0] = row;
            var least = row;
            for (var column = Math.Max(1, row - most); column <= Math.Min(to.Length, row + most); column++)
            {
                var replaced = previous[column - 1] + (from[row - 1] == to[column - 1] ? 0 : 1);
                current[column] = Math.Min(replaced, Math.Min(previous[column], current[column - 1]) + 1);
                least = Math.Min(least, current[column]);
            }

            if (least > most)
            {
                return most + 1;
            }

            current.CopyTo(previous);
        }

        return previous[to.Length];
    }
}
