using System.Buffers;
using System.Globalization;
using System.Text;

namespace Grpc.Protocol;

/// <summary>The value of the trailer <c>grpc-message</c>: UTF-8, percent-encoded (gRPC over HTTP/2, "Status-Message").</summary>
internal static class StatusMessage
{
    // %x20-%x24 and %x26-%x7E travel as they are.
    private static readonly SearchValues<char> Plain = SearchValues.Create(
        [.. Enumerable.Range(0x20, 0x7F - 0x20).Select(code => (char)code).Where(character => character != '%')]);

    /// <summary>The text as header value. Half surrogate pairs become U+FFFD.</summary>
    public static string Encode(string text)
    {
        if (!text.AsSpan().ContainsAnyExcept(Plain))
        {
            return text;
        }

        var encoded = new StringBuilder(text.Length + 16);
        foreach (var octet in Encoding.UTF8.GetBytes(text))
        {
            if (Plain.Contains((char)octet))
            {
                encoded.Append((char)octet);
            }
            else
            {
                encoded.Append(CultureInfo.InvariantCulture, $"%{octet:X2}");
            }
        }

        return encoded.ToString();
    }

    /// <summary>The text of a header value. What is not a valid escape stays as it is: a receiver must not fail on it.</summary>
    public static string Decode(string value)
    {
        if (!value.Contains('%'))
        {
            return value;
        }

        var octets = new List<byte>(value.Length);
        var source = Encoding.UTF8.GetBytes(value).AsSpan();
        while (!source.IsEmpty)
        {
            if (source[0] == '%' && source.Length > 2
                && byte.TryParse(source[1..3], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var octet))
            {
                octets.Add(octet);
                source = source[3..];
            }
            else
            {
                octets.Add(source[0]);
                source = source[1..];
            }
        }

        return Encoding.UTF8.GetString([.. octets]);
    }
}
