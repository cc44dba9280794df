using System.Globalization;
using System.Text;
using Ctas7.Toml.Parsing;

namespace Ctas7.Toml;

/// <summary>
/// A TOML date or time exactly as written: any number of fraction digits, an unknown offset (<c>-00:00</c>), a leap second (<c>:60</c>) and
/// the year 0000 included. The conversions to .NET types cut the fraction to 100 ns and give false for what those types cannot hold.
/// </summary>
public sealed record TomlTemporal
{
    private const int TickDigits = 7;

    private TomlTemporal(ReadOnlySpan<byte> text, in TemporalText.Fields fields)
    {
        Kind = fields.Kind;
        (Year, Month, Day) = (fields.Year, fields.Month, fields.Day);
        (Hour, Minute, Second) = (fields.Hour, fields.Minute, fields.Second);
        Fraction = Encoding.ASCII.GetString(text[fields.Fraction]);
        if (Kind != TomlValueKind.OffsetDateTime) return;
        OffsetMinutes = fields.OffsetMinutes;
        OffsetText = text[^1] is (byte)'Z' or (byte)'z' ? "Z" : Encoding.ASCII.GetString(text[^6..]);
    }

    /// <summary>Which of the four date and time types this is.</summary>
    public TomlValueKind Kind { get; }

    /// <summary>The year, 0 to 9999; 0 for a local time.</summary>
    public int Year { get; }

    /// <summary>The month, 1 to 12; 0 for a local time.</summary>
    public int Month { get; }

    /// <summary>The day of the month, from 1; 0 for a local time.</summary>
    public int Day { get; }

    /// <summary>The hour, 0 to 23; 0 for a local date.</summary>
    public int Hour { get; }

    /// <summary>The minute, 0 to 59.</summary>
    public int Minute { get; }

    /// <summary>The second, 0 to 60; 0 when TOML 1.1 left it out.</summary>
    public int Second { get; }

    /// <summary>The digits after the second's point as written, or nothing.</summary>
    public string Fraction { get; }

    /// <summary>The offset from UTC in minutes, -1439 to 1439; null without an offset.</summary>
    public int? OffsetMinutes { get; }

    private string OffsetText { get; } = "";

    /// <summary>RFC 3339 form with T and Z, seconds always and the fraction unchanged; for local types the part of it that there is.</summary>
    public override string ToString()
    {
        var date = string.Create(CultureInfo.InvariantCulture, $"{Year:D4}-{Month:D2}-{Day:D2}");
        if (Kind == TomlValueKind.LocalDate) return date;
        var point = Fraction.Length > 0 ? "." : "";
        var time = string.Create(CultureInfo.InvariantCulture, $"{Hour:D2}:{Minute:D2}:{Second:D2}{point}{Fraction}");
        return Kind == TomlValueKind.LocalTime ? time : $"{date}T{time}{OffsetText}";
    }

    /// <summary>The instant of an offset date and time. .NET holds offsets up to 14 hours; a larger one is given as UTC.</summary>
    public bool TryToDateTimeOffset(out DateTimeOffset value)
    {
        value = default;
        if (OffsetMinutes is not { } minutes || !TryTicks(out var local)) return false;
        var utc = local - (minutes * TimeSpan.TicksPerMinute);
        if (utc < 0 || utc > DateTime.MaxValue.Ticks) return false;
        value = new DateTimeOffset(utc, TimeSpan.Zero);
        if (Math.Abs(minutes) <= 14 * 60) value = value.ToOffset(TimeSpan.FromMinutes(minutes));
        return true;
    }

    /// <summary>A local date and time, of unspecified kind.</summary>
    public bool TryToDateTime(out DateTime value)
    {
        value = default;
        if (Kind != TomlValueKind.LocalDateTime || !TryTicks(out var ticks)) return false;
        value = new DateTime(ticks, DateTimeKind.Unspecified);
        return true;
    }

    /// <summary>A local date.</summary>
    public bool TryToDateOnly(out DateOnly value)
    {
        value = default;
        if (Kind != TomlValueKind.LocalDate || Year == 0) return false;
        value = new DateOnly(Year, Month, Day);
        return true;
    }

    /// <summary>A local time; false for a leap second.</summary>
    public bool TryToTimeOnly(out TimeOnly value)
    {
        value = default;
        if (Kind != TomlValueKind.LocalTime || Second == 60) return false;
        value = new TimeOnly(TimeTicks());
        return true;
    }

    internal static TomlTemporal FromChecked(ReadOnlySpan<byte> text)
    {
        TemporalText.TryRead(text, mayOmitSeconds: true, out var fields, out _);
        return new TomlTemporal(text, in fields);
    }

    /// <summary>A leap second is the first second of the next minute.</summary>
    private bool TryTicks(out long ticks)
    {
        ticks = 0;
        if (Year == 0) return false;
        ticks = new DateOnly(Year, Month, Day).ToDateTime(TimeOnly.MinValue).Ticks + TimeTicks();
        return ticks <= DateTime.MaxValue.Ticks;
    }

    private long TimeTicks()
    {
        var digits = Fraction.Length > TickDigits ? Fraction[..TickDigits] : Fraction.PadRight(TickDigits, '0');
        return (((Hour * 60L) + Minute) * 60L + Second) * TimeSpan.TicksPerSecond + long.Parse(digits, CultureInfo.InvariantCulture);
    }
}
