using System.Buffers;
using System.Text.Unicode;

namespace Ctas7.Gateway.Hygiene;

/// <summary>
/// Whether a request's path means the same to everyone who reads it. Paths that proxies and services are known to
/// read differently are refused: encoded dots and slashes, empty segments, backslashes, control characters, broken
/// percent-encoding, and bytes that are no UTF-8 (RFC 3986, 6.2.2 and 7.3).
/// </summary>
public static class RequestTarget
{
    private const int LongestOnStack = 512;
    private static readonly SearchValues<char> Suspicious = SearchValues.Create("%\\");

    /// <summary>The path of a raw request target in origin form (<c>/a?b</c>) or absolute form (<c>http://host/a?b</c>), as it was sent.</summary>
    public static ReadOnlySpan<char> PathOf(string rawTarget)
    {
        var target = rawTarget.AsSpan();
        if (target is not ['/', ..] && target.IndexOf("://") is > 0 and var scheme)
        {
            var authority = target[(scheme + 3)..];
            var path = authority.IndexOfAny('/', '?');
            target = path < 0 ? "/" : authority[path..];
        }

        var end = target.IndexOf('?');
        return end < 0 ? target : target[..end];
    }

    /// <summary>What is wrong with a path, for a person; null when nothing is.</summary>
    public static string? FaultOf(ReadOnlySpan<char> path)
    {
        if (path.IndexOf("//") >= 0)
        {
            return "it has an empty segment (//)";
        }

        return path.IndexOfAny(Suspicious) < 0 ? null : FaultOfEncoded(path);
    }

    private static string? FaultOfEncoded(ReadOnlySpan<char> path)
    {
        var bytes = path.Length <= LongestOnStack ? stackalloc byte[path.Length] : new byte[path.Length];
        var length = 0;
        for (var index = 0; index < path.Length; index++)
        {
            var character = path[index];
            if (character == '\\')
            {
                return "it holds a backslash";
            }

            if (character != '%')
            {
                bytes[length++] = (byte)character;
                continue;
            }

            if (!TryDecode(path[index..], out var decoded))
            {
                return "a percent sign is not followed by two hexadecimal digits";
            }

            if (FaultOfDecoded(decoded) is { } fault)
            {
                return fault;
            }

            bytes[length++] = decoded;
            index += 2;
        }

        return Utf8.IsValid(bytes[..length]) ? null : "its percent-encoded bytes are no UTF-8";
    }

    private static string? FaultOfDecoded(byte decoded) => decoded switch
    {
        (byte)'.' => "a dot is percent-encoded (%2e)",
        (byte)'/' => "a slash is percent-encoded (%2f)",
        (byte)'\\' => "a backslash is percent-encoded (%5c)",
        0 => "it holds a NUL (%00)",
        < 0x20 or 0x7f => "it holds a control character",
        _ => null,
    };

    private static bool TryDecode(ReadOnlySpan<char> escape, out byte value)
    {
        value = 0;
        if (escape.Length < 3 || !char.IsAsciiHexDigit(escape[1]) || !char.IsAsciiHexDigit(escape[2]))
        {
            return false;
        }

        value = (byte)((Digit(escape[1]) << 4) | Digit(escape[2]));
        return true;
    }

    private static int Digit(char hex) => char.IsAsciiDigit(hex) ? hex - '0' : (hex | 0x20) - 'a' + 10;
}
