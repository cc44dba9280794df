using System.Text;

namespace Ctas7.ServiceDefaults.Http;

/// <summary>RFC 6901 pointers.</summary>
internal static class JsonPointer
{
    /// <summary>
    /// The pointer of a <c>System.Text.Json</c> path: <c>$.ports[0]['a.b']</c> is <c>/ports/0/a.b</c>; empty for the root and for null.
    /// </summary>
    public static string FromJsonPath(string? path)
    {
        var pointer = new StringBuilder();
        for (var at = path is ['$', ..] ? 1 : 0; path is not null && at < path.Length;)
        {
            var (token, next) = ReadToken(path, at);
            pointer.Append('/').Append(token.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal));
            at = next;
        }

        return pointer.ToString();
    }

    private static (string Token, int Next) ReadToken(string path, int at)
    {
        if (path.AsSpan(at).StartsWith("['"))
        {
            var close = path.IndexOf("']", at + 2, StringComparison.Ordinal);
            close = close < 0 ? path.Length : close;
            return (path[(at + 2)..close], Math.Min(close + 2, path.Length));
        }

        var start = path[at] is '.' or '[' ? at + 1 : at;
        var end = path.AsSpan(start).IndexOfAny('.', '[', ']');
        end = end < 0 ? path.Length : start + end;
        return (path[start..end], end < path.Length && path[end] == ']' ? end + 1 : end);
    }
}
