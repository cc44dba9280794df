using System.Text;

namespace Ctas7.Toml.Tests;

public sealed class TomlValueTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("-0", 0)]
    [InlineData("+99", 99)]
    [InlineData("1_000_000", 1_000_000)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("-9223372036854775808", long.MinValue)]
    [InlineData("-9_223_372_036_854_775_808", long.MinValue)]
    [InlineData("0x7FFF_ffff_FFFF_ffff", long.MaxValue)]
    [InlineData("0o17", 15)]
    [InlineData("0b0101", 5)]
    public void Reads_integers(string text, long expected) => TomlText.Value(text).GetInt64().ShouldBe(expected);

    [Theory]
    [InlineData("1.5", 1.5)]
    [InlineData("-0.0", -0.0)]
    [InlineData("6.626e-34", 6.626e-34)]
    [InlineData("1_0.0_1E+1_0", 10.01e10)]
    [InlineData("5e-324", double.Epsilon)]
    [InlineData("1e999", double.PositiveInfinity)]
    [InlineData("-inf", double.NegativeInfinity)]
    [InlineData("+inf", double.PositiveInfinity)]
    [InlineData("-nan", double.NaN)]
    public void Reads_floats(string text, double expected) =>
        BitConverter.DoubleToInt64Bits(TomlText.Value(text).GetDouble()).ShouldBe(BitConverter.DoubleToInt64Bits(expected));

    [Theory]
    [InlineData("\"a\\tb\\\"\\\\\\u00e9\\U0001F600\"", "a\tb\"\\é😀")]
    [InlineData("'C:\\x'", "C:\\x")]
    [InlineData("\"\"\"\none\\\n   \n  two\r\nthree\"\"\"", "onetwo\r\nthree")]
    [InlineData("'''\r\nraw\\'''", "raw\\")]
    [InlineData("\"\"\"\"\"two\"\"\"\"\"", "\"\"two\"\"")]
    [InlineData("''''''''", "''")]
    public void Reads_strings(string text, string expected)
    {
        var value = TomlText.Value(text);

        value.GetString().ShouldBe(expected);
        value.TryGetUtf8(out var utf8).ShouldBeTrue();
        utf8.ToArray().ShouldBe(Encoding.UTF8.GetBytes(expected));
    }

    [Theory]
    [InlineData("\"\\e[0m\\x41\"", "\u001b[0mA")]
    [InlineData("\"\\xff\"", "ÿ")]
    public void Reads_the_escapes_of_TOML_1_1_only_under_1_1(string text, string expected)
    {
        TomlText.Value(text, TomlText.Toml11).GetString().ShouldBe(expected);
        TomlText.Error($"v = {text}").Code.ShouldBe(TomlErrorCode.InvalidEscape);
    }

    [Fact]
    public void Reads_inline_tables_over_several_lines_only_under_1_1()
    {
        const string text = "v = { # comment\r\n  a.b = 1,\n  a.c = [1,\n 2,], # more\n\n  d = {},\n}";

        TomlText.Json(TomlText.Parse(text, TomlText.Toml11).AsValue()).ShouldBe("""{"v":{"a":{"b":1,"c":[1,2]},"d":{}}}""");
        TomlText.Error(text).Position.Line.ShouldBe(1);
    }

    [Theory]
    [InlineData("2025-10-04T19:00:56.123456789012-07:00", TomlValueKind.OffsetDateTime, "2025-10-04T19:00:56.123456789012-07:00")]
    [InlineData("2025-10-04 19:00:56z", TomlValueKind.OffsetDateTime, "2025-10-04T19:00:56Z")]
    [InlineData("2025-10-04t19:00:56-00:00", TomlValueKind.OffsetDateTime, "2025-10-04T19:00:56-00:00")]
    [InlineData("2016-12-31T23:59:60Z", TomlValueKind.OffsetDateTime, "2016-12-31T23:59:60Z")]
    [InlineData("2025-10-04T19:00:56.500", TomlValueKind.LocalDateTime, "2025-10-04T19:00:56.500")]
    [InlineData("0000-02-29", TomlValueKind.LocalDate, "0000-02-29")]
    [InlineData("00:00:00.0", TomlValueKind.LocalTime, "00:00:00.0")]
    public void Keeps_dates_and_times_exactly(string text, TomlValueKind kind, string expected)
    {
        var value = TomlText.Value(text);

        value.Kind.ShouldBe(kind);
        value.GetTemporal().Kind.ShouldBe(kind);
        value.GetTemporal().ToString().ShouldBe(expected);
    }

    [Fact]
    public void Converts_dates_and_times_to_NET_types()
    {
        TomlText.Value("2025-10-04T19:00:56.1234567899-07:30").TryGetDateTimeOffset(out var instant).ShouldBeTrue();
        TomlText.Value("2025-10-04 19:00:56.5").TryGetDateTime(out var local).ShouldBeTrue();
        TomlText.Value("2024-02-29").TryGetDate(out var date).ShouldBeTrue();
        TomlText.Value("23:59:59.999").TryGetTime(out var time).ShouldBeTrue();

        instant.ShouldBe(new DateTimeOffset(2025, 10, 4, 19, 0, 56, new TimeSpan(-7, -30, 0)).AddTicks(1234567));
        instant.Offset.ShouldBe(new TimeSpan(-7, -30, 0));
        local.ShouldBe(new DateTime(2025, 10, 4, 19, 0, 56, 500));
        date.ShouldBe(new DateOnly(2024, 2, 29));
        time.ShouldBe(new TimeOnly(23, 59, 59, 999));
    }

    [Fact]
    public void Gives_false_for_dates_that_NET_cannot_hold()
    {
        TomlText.Value("0000-01-01T00:00:00Z").TryGetDateTimeOffset(out _).ShouldBeFalse();
        TomlText.Value("0001-01-01T00:00:00+23:59").TryGetDateTimeOffset(out _).ShouldBeFalse();
        TomlText.Value("9999-12-31T23:59:60").TryGetDateTime(out _).ShouldBeFalse();
        TomlText.Value("0000-01-01").TryGetDate(out _).ShouldBeFalse();
        TomlText.Value("23:59:60").TryGetTime(out _).ShouldBeFalse();
        TomlText.Value("2025-01-01T00:00:00+23:59").TryGetDateTimeOffset(out var far).ShouldBeTrue();
        far.ShouldBe(new DateTimeOffset(2024, 12, 31, 0, 1, 0, TimeSpan.Zero));
    }

    [Fact]
    public void Lets_seconds_be_left_out_only_under_1_1()
    {
        TomlText.Value("07:32", TomlText.Toml11).GetTemporal().ToString().ShouldBe("07:32:00");
        TomlText.Value("2025-01-01 07:32+01:00", TomlText.Toml11).GetTemporal().ToString().ShouldBe("2025-01-01T07:32:00+01:00");
        TomlText.Error("v = 07:32").Code.ShouldBe(TomlErrorCode.InvalidDateTime);
        TomlText.Error("v = 07:32.5", TomlText.Toml11).Code.ShouldBe(TomlErrorCode.InvalidDateTime);
    }

    [Fact]
    public void A_getter_of_another_type_gives_false_or_says_where_the_value_is()
    {
        var value = TomlText.Parse("\n  v = 1")["v"];

        value.TryGetString(out var text).ShouldBeFalse();
        text.ShouldBeEmpty();
        value.TryGetBoolean(out _).ShouldBeFalse();
        value.TryGetTable(out _).ShouldBeFalse();
        value.TryGetArray(out _).ShouldBeFalse();
        value.TryGetTemporal(out _).ShouldBeFalse();
        Should.Throw<InvalidOperationException>(value.GetString).Message.ShouldBe("The TOML value at line 2, column 7 is not a string but Integer.");
    }

    [Fact]
    public void An_integer_is_a_float_only_where_that_is_exact()
    {
        TomlText.Value("90").GetDouble().ShouldBe(90);
        TomlText.Value("9007199254740993").TryGetDouble(out _).ShouldBeFalse();
        TomlText.Value("-9223372036854775808").TryGetDouble(out _).ShouldBeFalse();
        TomlText.Value("1.0").TryGetInt64(out _).ShouldBeFalse();
    }

    [Fact]
    public void The_default_value_is_of_no_kind()
    {
        default(TomlValue).Kind.ShouldBe(TomlValueKind.None);
        default(TomlTable).Count.ShouldBe(0);
        default(TomlTable).ToList().ShouldBeEmpty();
        default(TomlTable).TryGetValue("a", out _).ShouldBeFalse();
        default(TomlArray).ToList().ShouldBeEmpty();
        TomlText.Json(default).ShouldBe("null");
        Should.Throw<InvalidOperationException>(() => default(TomlValue).Position);
        Should.Throw<InvalidOperationException>(() => default(TomlEntry).Key);
    }

    [Fact]
    public void Writes_plain_JSON()
    {
        var root = TomlText.Parse("""
            "clé \"1\"" = "é\n"
            i = -1
            f = [1.5, 1e3, inf, -inf, nan]
            t = [true, 2025-10-04, 2025-10-04T19:00:56.50+01:00]
            [a.b]
            c.d = {}
            [[a.list]]
            [[a.list]]
            x = []
            """);

        TomlText.Json(root.AsValue()).ShouldBe(
            """
            {"clé \"1\"":"é\n","i":-1,"f":[1.5,1000,"inf","-inf","nan"],"t":[true,"2025-10-04","2025-10-04T19:00:56.50+01:00"],
            "a":{"b":{"c":{"d":{}}},"list":[{},{"x":[]}]}}
            """.ReplaceLineEndings(""));
    }
}
