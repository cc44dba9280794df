using System.Buffers;
using System.Globalization;

namespace Ctas7.Toml.Parsing;

internal ref partial struct TomlParser
{
    /// <summary>The most decimal digits that always fit 64 bits.</summary>
    private const int SafeDigits = 18;

    private const NumberStyles FloatStyle = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    private static readonly SearchValues<byte> DigitsAndUnderscore = SearchValues.Create("0123456789_"u8);

    private bool NumberOrDate(int node)
    {
        var start = _at;
        var end = TokenEnd(start);
        var token = _text[start..end];
        if (token.IsEmpty) return FailNoValue();
        if (token.Length <= SafeDigits && TryPlainInteger(token, out var number))
        {
            _at = end;
            SetNumber(node, TomlValueKind.Integer, number);
            return true;
        }

        if (TemporalText.LooksLikeOne(token)) return Date(node, end);
        var digits = token[0] is (byte)'+' or (byte)'-' ? token[1..] : token;
        if (digits.SequenceEqual("inf"u8)) return Float(node, end, token[0] == (byte)'-' ? double.NegativeInfinity : double.PositiveInfinity);
        if (digits.SequenceEqual("nan"u8)) return Float(node, end, double.NaN);
        if (digits.IsEmpty || !char.IsAsciiDigit((char)digits[0])) return FailNoValue();
        if (digits[0] == (byte)'0' && digits.Length > 1 && digits[1] is (byte)'x' or (byte)'o' or (byte)'b') return PrefixedInteger(node, token);
        return digits.IndexOfAny((byte)'.', (byte)'e', (byte)'E') >= 0 ? DecimalFloat(node, token) : DecimalInteger(node, token);
    }

    /// <summary>The end of the run of characters that numbers, dates and words are made of.</summary>
    private readonly int TokenEnd(int at)
    {
        while (at < _text.Length && IsTokenPart(_text[at])) at++;
        return at;
    }

    private static bool IsTokenPart(byte value) =>
        char.IsAsciiLetterOrDigit((char)value) || value is (byte)'-' or (byte)'+' or (byte)'.' or (byte)':' or (byte)'_';

    private static bool TryPlainInteger(ReadOnlySpan<byte> token, out long number)
    {
        number = 0;
        foreach (var letter in token)
        {
            var digit = (uint)letter - '0';
            if (digit > 9) return false;
            number = (number * 10) + digit;
        }

        return token[0] != (byte)'0' || token.Length == 1;
    }

    private bool DecimalInteger(int node, ReadOnlySpan<byte> token)
    {
        var negative = token[0] == (byte)'-';
        var digits = token[0] is (byte)'-' or (byte)'+' ? token[1..] : token;
        if (!Digits(digits, 10, out var fault)) return FailNumber(token.Length - digits.Length + fault, "an integer");
        if (digits[0] == (byte)'0' && digits.Length > 1) return FailNumber(token.Length - digits.Length, "an integer without a leading zero");
        var limit = negative ? 1UL << 63 : long.MaxValue;
        return Accumulate(digits, 10, limit, out var magnitude)
            ? Integer(node, token.Length, negative ? (long)(0 - magnitude) : (long)magnitude)
            : FailOverflow();
    }

    private bool PrefixedInteger(int node, ReadOnlySpan<byte> token)
    {
        if (token[0] != (byte)'0') return FailNumber(0, "a hexadecimal, octal or binary integer without a sign");
        var radix = token[1] switch { (byte)'x' => 16, (byte)'o' => 8, _ => 2 };
        if (!Digits(token[2..], radix, out var fault)) return FailNumber(2 + fault, $"an integer of base {radix}");
        return Accumulate(token[2..], radix, long.MaxValue, out var magnitude) ? Integer(node, token.Length, (long)magnitude) : FailOverflow();
    }

    private bool Integer(int node, int length, long value)
    {
        _at += length;
        SetNumber(node, TomlValueKind.Integer, value);
        return true;
    }

    private bool Float(int node, int end, double value)
    {
        _at = end;
        SetNumber(node, TomlValueKind.Float, BitConverter.DoubleToInt64Bits(value));
        return true;
    }

    private bool DecimalFloat(int node, ReadOnlySpan<byte> token)
    {
        var at = token[0] is (byte)'-' or (byte)'+' ? 1 : 0;
        var whole = at;
        if (!DigitRun(token, ref at)) return FailNumber(at, "a float");
        if (token[whole] == (byte)'0' && at > whole + 1) return FailNumber(whole, "a float without a leading zero");
        if (at < token.Length && token[at] == (byte)'.')
        {
            at++;
            if (!DigitRun(token, ref at)) return FailNumber(at, "a float with digits after the point");
        }

        if (at < token.Length && token[at] is (byte)'e' or (byte)'E')
        {
            at++;
            if (at < token.Length && token[at] is (byte)'+' or (byte)'-') at++;
            if (!DigitRun(token, ref at)) return FailNumber(at, "a float with digits in its exponent");
        }

        return at == token.Length ? Float(node, _at + token.Length, ToDouble(token)) : FailNumber(at, "a float");
    }

    private static double ToDouble(ReadOnlySpan<byte> token)
    {
        if (token.Contains((byte)'_'))
        {
            var digits = new byte[token.Length];
            var length = 0;
            foreach (var letter in token)
            {
                if (letter != (byte)'_') digits[length++] = letter;
            }

            token = digits.AsSpan(0, length);
        }

        return double.Parse(token, FloatStyle, CultureInfo.InvariantCulture);
    }

    /// <summary>Steps over digits with single underscores between them; there is at least one digit and no underscore at an end.</summary>
    private static bool DigitRun(ReadOnlySpan<byte> token, ref int at)
    {
        var length = token[at..].IndexOfAnyExcept(DigitsAndUnderscore) is var end and >= 0 ? end : token.Length - at;
        var fine = Digits(token.Slice(at, length), 10, out var fault);
        at += fine ? length : fault;
        return fine;
    }

    /// <summary>Whether a text is digits of a base with single underscores between them; else where it is not.</summary>
    private static bool Digits(ReadOnlySpan<byte> digits, int radix, out int fault)
    {
        var wasDigit = false;
        for (fault = 0; fault < digits.Length; fault++)
        {
            var isDigit = digits[fault] != (byte)'_';
            if (isDigit ? DigitValue(digits[fault]) >= radix : !wasDigit) return false;
            wasDigit = isDigit;
        }

        return wasDigit;
    }

    private static int DigitValue(byte digit) => digit is >= (byte)'0' and <= (byte)'9' ? digit - '0'
        : (digit | 0x20) is >= 'a' and <= 'f' and var letter ? letter - 'a' + 10
        : int.MaxValue;

    private static bool Accumulate(ReadOnlySpan<byte> digits, int radix, ulong limit, out ulong magnitude)
    {
        magnitude = 0;
        foreach (var letter in digits)
        {
            if (letter == (byte)'_') continue;
            var digit = (ulong)DigitValue(letter);
            if (magnitude > (limit - digit) / (ulong)radix) return false;
            magnitude = (magnitude * (ulong)radix) + digit;
        }

        return true;
    }

    private bool FailNumber(int at, string expected) =>
        Fail(TomlErrorCode.InvalidNumber, _at + at, $"Expected {expected}, found {Found(_at + at)}. Quote the value if it is meant as text.");

    private bool FailOverflow() =>
        Fail(TomlErrorCode.IntegerOverflow, _at, "This integer does not fit 64 bits. Use a smaller one, a float or a string.");

    private bool Date(int node, int end)
    {
        // A date and a time may be parted by one space (RFC 3339, section 5.6).
        if (end - _at == TemporalText.DateLength && Is(end, (byte)' ') && end + 1 < _text.Length && char.IsAsciiDigit((char)_text[end + 1]))
        {
            end = TokenEnd(end + 1);
        }

        var token = _text[_at..end];
        if (!TemporalText.TryRead(token, _is11, out var fields, out var fault))
        {
            return Fail(TomlErrorCode.InvalidDateTime, _at + fault.Offset, fault.Message);
        }

        SetText(node, fields.Kind, _at, token.Length);
        _at = end;
        return true;
    }
}
