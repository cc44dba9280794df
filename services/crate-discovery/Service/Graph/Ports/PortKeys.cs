namespace Ctas7.CrateDiscovery.Graph.Ports;

/// <summary>
/// When the key of a port names a crate: the normal form of both is the same (<c>foundation_core</c> names
/// <c>sx9-foundation-core</c>), or that of the key is two words or more and the crate's ends with them. One word at the end
/// of a longer name names nothing: in the real workspace <c>primary</c> is a port's own name, and not <c>sx9-gateway-primary</c>.
/// </summary>
public static class PortKeys
{
    /// <summary>A longer key names no crate.</summary>
    internal const int LongestKey = 128;
    private static readonly string[] Prefixes = ["ctas7-", "sx9-"];

    /// <summary>
    /// Lower case, <c>_</c> as <c>-</c>, without a version at the end (<c>-v2</c>, <c>-1.0.3</c>) and without the house's prefix
    /// (<c>ctas7-</c>, <c>sx9-</c>). Never empty unless the text is.
    /// </summary>
    public static string Normal(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var normal = text.ToLowerInvariant().Replace('_', '-');
        normal = normal[..VersionStart(normal)];
        foreach (var prefix in Prefixes)
        {
            if (normal.Length > prefix.Length && normal.StartsWith(prefix, StringComparison.Ordinal))
            {
                return normal[prefix.Length..];
            }
        }

        return normal;
    }

    /// <summary>The normal form of a key; null for one that is too long to name a crate.</summary>
    public static string? OfKey(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.Length is 0 or > LongestKey ? null : Normal(key);
    }

    /// <summary>The forms by which a key may name the crate: its normal form, and every ending of that of two words or more.</summary>
    public static IEnumerable<string> NamesOf(string crate)
    {
        var normal = Normal(crate);
        yield return normal;
        for (var at = normal.IndexOf('-', StringComparison.Ordinal); at >= 0 && at + 1 < normal.Length; at = normal.IndexOf('-', at + 1))
        {
            if (normal[at + 1] != '-' && normal.IndexOf('-', at + 1) >= 0)
            {
                yield return normal[(at + 1)..];
            }
        }
    }

    /// <summary>Whether the normal form of a key names the crate.</summary>
    public static bool Names(string normalKey, string crate)
    {
        ArgumentNullException.ThrowIfNull(normalKey);
        var normal = Normal(crate);
        return normal == normalKey
            || (normalKey.IndexOf('-', StringComparison.Ordinal) > 0 && normal.Length > normalKey.Length && normal[normal.Length - normalKey.Length - 1] == '-'
                && normal.EndsWith(normalKey, StringComparison.Ordinal));
    }

    private static int VersionStart(string text)
    {
        var start = text.Length;
        while (start > 0 && (char.IsAsciiDigit(text[start - 1]) || text[start - 1] is '-' or '.'))
        {
            start--;
        }

        if (start == text.Length || !char.IsAsciiDigit(text[^1]))
        {
            return text.Length;
        }

        if (char.IsAsciiDigit(text[start]))
        {
            return start >= 3 && text[start - 1] == 'v' && text[start - 2] == '-' ? start - 2 : text.Length;
        }

        return start > 0 && text[start] == '-' && char.IsAsciiDigit(text[start + 1]) ? start : text.Length;
    }
}
