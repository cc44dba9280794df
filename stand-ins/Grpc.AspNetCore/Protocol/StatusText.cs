using System.Globalization;
using Grpc.Core;

namespace Grpc.Protocol;

/// <summary>The value of the trailer <c>grpc-status</c>.</summary>
internal static class StatusText
{
    private static readonly string[] Known = [.. Enumerable.Range(0, 17).Select(code => code.ToString(CultureInfo.InvariantCulture))];

    /// <summary>The decimal number of a code.</summary>
    public static string Of(StatusCode code) =>
        (uint)code < (uint)Known.Length ? Known[(int)code] : ((int)code).ToString(CultureInfo.InvariantCulture);

    /// <summary>The code of a value; a number that no code has, or no number, is <see cref="StatusCode.Unknown"/>.</summary>
    public static StatusCode Parse(string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var code) && code < Known.Length
            ? (StatusCode)code
            : StatusCode.Unknown;
}
