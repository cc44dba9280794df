namespace Ctas7.Toml.Parsing;

/// <summary>Reads the dates and times of TOML (RFC 3339 with its four cut-down forms).</summary>
internal static class TemporalText
{
    public const int DateLength = 10;

    private const int MinutesLength = 5;
    private const int SecondsLength = 8;

    /// <summary>The parts of a date or time; the fraction's digits stay where they are.</summary>
    internal struct Fields
    {
        public TomlValueKind Kind;
        public int Year, Month, Day, Hour, Minute, Second, OffsetMinutes;
        public Range Fraction;
    }

    /// <summary>Whether a token can only be meant as a date or a time.</summary>
    public static bool LooksLikeOne(ReadOnlySpan<byte> token) =>
        HasForm(token, "0000-"u8) || HasForm(token, "00:"u8);

    /// <summary>Reads a whole token, or says what is wrong where.</summary>
    public static bool TryRead(ReadOnlySpan<byte> token, bool mayOmitSeconds, out Fields fields, out (int Offset, string Message) fault)
    {
        fields = default;
        var at = 0;
        var hasDate = token.Length > 4 && token[4] == (byte)'-';
        if (hasDate)
        {
            if (!Date(token, ref fields, out fault)) return false;
            fields.Kind = TomlValueKind.LocalDate;
            at = DateLength;
            if (token.Length == at) return true;
            if (token[at] is not ((byte)'T' or (byte)'t' or (byte)' ')) return No(at, "Expected T or a space before the time.", out fault);
            at++;
        }

        if (!Time(token, ref at, mayOmitSeconds, ref fields, out fault)) return false;
        fields.Kind = hasDate ? TomlValueKind.LocalDateTime : TomlValueKind.LocalTime;
        if (hasDate && at < token.Length)
        {
            if (!Offset(token, ref at, ref fields, out fault)) return false;
            fields.Kind = TomlValueKind.OffsetDateTime;
        }

        return at == token.Length || No(at, hasDate ? "Nothing may follow the offset." : "Nothing may follow a local time.", out fault);
    }

    private static bool Date(ReadOnlySpan<byte> token, ref Fields fields, out (int Offset, string Message) fault)
    {
        if (!HasForm(token, "0000-00-00"u8)) return No(0, "A date is written YYYY-MM-DD.", out fault);
        fields.Year = (Two(token, 0) * 100) + Two(token, 2);
        fields.Month = Two(token, 5);
        fields.Day = Two(token, 8);
        if (fields.Month is < 1 or > 12) return No(5, "The month must be 01 to 12.", out fault);

        // Year 0 is a leap year like 2000, and .NET's calendar starts at year 1.
        var days = DateTime.DaysInMonth(fields.Year == 0 ? 2000 : fields.Year, fields.Month);
        return fields.Day >= 1 && fields.Day <= days ? Yes(out fault) : No(8, $"The day must be 01 to {days} in this month.", out fault);
    }

    private static bool Time(ReadOnlySpan<byte> token, ref int at, bool mayOmitSeconds, ref Fields fields, out (int Offset, string Message) fault)
    {
        var form = mayOmitSeconds ? "A time is written HH:MM, HH:MM:SS or HH:MM:SS.fraction." : "A time is written HH:MM:SS or HH:MM:SS.fraction.";
        var time = token[at..];
        if (!HasForm(time, "00:00"u8)) return No(at, form, out fault);
        fields.Hour = Two(time, 0);
        fields.Minute = Two(time, 3);
        if (fields.Hour > 23) return No(at, "The hour must be 00 to 23.", out fault);
        if (fields.Minute > 59) return No(at + 3, "The minute must be 00 to 59.", out fault);
        var hasSeconds = time.Length > MinutesLength && time[MinutesLength] == (byte)':';
        if (!hasSeconds && mayOmitSeconds)
        {
            at += MinutesLength;
            return Yes(out fault);
        }

        if (!HasForm(time, "00:00:00"u8)) return No(at, form, out fault);
        fields.Second = Two(time, 6);
        if (fields.Second > 60) return No(at + 6, "The second must be 00 to 59 (60 for a leap second).", out fault);
        at += SecondsLength;
        if (at == token.Length || token[at] != (byte)'.') return Yes(out fault);
        var start = ++at;
        while (at < token.Length && char.IsAsciiDigit((char)token[at])) at++;
        fields.Fraction = start..at;
        return at > start ? Yes(out fault) : No(at, "Expected a digit after the point.", out fault);
    }

    private static bool Offset(ReadOnlySpan<byte> token, ref int at, ref Fields fields, out (int Offset, string Message) fault)
    {
        var offset = token[at..];
        if (offset[0] is (byte)'Z' or (byte)'z')
        {
            at++;
            return Yes(out fault);
        }

        if (!HasForm(offset, "+00:00"u8) && !HasForm(offset, "-00:00"u8)) return No(at, "An offset is written Z, +HH:MM or -HH:MM.", out fault);
        var (hours, minutes) = (Two(offset, 1), Two(offset, 4));
        if (hours > 23) return No(at + 1, "The hours of an offset must be 00 to 23.", out fault);
        if (minutes > 59) return No(at + 4, "The minutes of an offset must be 00 to 59.", out fault);
        fields.OffsetMinutes = ((hours * 60) + minutes) * (offset[0] == (byte)'-' ? -1 : 1);
        at += 6;
        return Yes(out fault);
    }

    /// <summary>Whether a text starts with a form, in which 0 stands for any digit and everything else for itself.</summary>
    private static bool HasForm(ReadOnlySpan<byte> text, ReadOnlySpan<byte> form)
    {
        if (text.Length < form.Length) return false;
        for (var i = 0; i < form.Length; i++)
        {
            if (form[i] == (byte)'0' ? !char.IsAsciiDigit((char)text[i]) : text[i] != form[i]) return false;
        }

        return true;
    }

    private static int Two(ReadOnlySpan<byte> text, int at) => ((text[at] - '0') * 10) + (text[at + 1] - '0');

    private static bool Yes(out (int Offset, string Message) fault)
    {
        fault = default;
        return true;
    }

    private static bool No(int offset, string message, out (int Offset, string Message) fault)
    {
        fault = (offset, message);
        return false;
    }
}
