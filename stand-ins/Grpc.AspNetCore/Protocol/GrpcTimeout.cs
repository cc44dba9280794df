using System.Globalization;

namespace Grpc.Protocol;

/// <summary>The value of the header <c>grpc-timeout</c>: at most eight digits and a unit (gRPC over HTTP/2, "Timeout").</summary>
internal static class GrpcTimeout
{
    private const int MaxDigits = 8;
    private const long MaxValue = 99_999_999;

    /// <summary>Reads a header value. False for anything but 1 to 8 digits followed by one of <c>H M S m u n</c>.</summary>
    public static bool TryParse(string? value, out TimeSpan timeout)
    {
        timeout = TimeSpan.Zero;
        if (value is null || value.Length is < 2 or > MaxDigits + 1
            || !long.TryParse(value.AsSpan(0, value.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var amount))
        {
            return false;
        }

        long? ticks = value[^1] switch
        {
            'H' => amount * TimeSpan.TicksPerHour,
            'M' => amount * TimeSpan.TicksPerMinute,
            'S' => amount * TimeSpan.TicksPerSecond,
            'm' => amount * TimeSpan.TicksPerMillisecond,
            'u' => amount * TimeSpan.TicksPerMicrosecond,
            'n' => RoundedUp(amount, TimeSpan.NanosecondsPerTick),
            _ => null,
        };
        timeout = TimeSpan.FromTicks(ticks ?? 0);
        return ticks is not null;
    }

    /// <summary>The shortest time in the finest unit that holds it, rounded up, so that the server never gives up before the client.</summary>
    public static string Format(TimeSpan timeout)
    {
        if (timeout <= TimeSpan.Zero)
        {
            return "1n";
        }

        var ticks = timeout.Ticks;
        return Fits(TimeSpan.TicksPerMicrosecond) ? In(TimeSpan.TicksPerMicrosecond, 'u')
            : Fits(TimeSpan.TicksPerMillisecond) ? In(TimeSpan.TicksPerMillisecond, 'm')
            : Fits(TimeSpan.TicksPerSecond) ? In(TimeSpan.TicksPerSecond, 'S')
            : Fits(TimeSpan.TicksPerMinute) ? In(TimeSpan.TicksPerMinute, 'M')
            : Fits(TimeSpan.TicksPerHour) ? In(TimeSpan.TicksPerHour, 'H')
            : $"{MaxValue}H";

        bool Fits(long unit) => RoundedUp(ticks, unit) <= MaxValue;

        string In(long unit, char name) => string.Create(CultureInfo.InvariantCulture, $"{RoundedUp(ticks, unit)}{name}");
    }

    private static long RoundedUp(long value, long unit) => (value / unit) + (value % unit == 0 ? 0 : 1);
}
