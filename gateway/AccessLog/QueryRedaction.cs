namespace Ctas7.Gateway.AccessLog;

/// <summary>Query strings that may be written down.</summary>
public static class QueryRedaction
{
    private static readonly string[] Secret =
        ["token", "secret", "passw", "pwd", "key", "auth", "credential", "session", "signature", "sig", "ticket", "jwt", "code", "assertion"];

    /// <summary>The query with <c>***</c> in place of the value of every parameter whose name sounds like a secret; empty for none.</summary>
    public static string Redact(string? query)
    {
        if (query is null || query.Length < 2)
        {
            return "";
        }

        return ContainsSecret(Uri.UnescapeDataString(query)) ? "?" + string.Join('&', query[1..].Split('&').Select(RedactPair)) : query;
    }

    private static string RedactPair(string pair)
    {
        var equals = pair.IndexOf('=', StringComparison.Ordinal);
        return equals >= 0 && ContainsSecret(Uri.UnescapeDataString(pair[..equals])) ? $"{pair[..equals]}=***" : pair;
    }

    private static bool ContainsSecret(string text) => Array.Exists(Secret, word => text.Contains(word, StringComparison.OrdinalIgnoreCase));
}
