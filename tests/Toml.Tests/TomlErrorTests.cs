namespace Ctas7.Toml.Tests;

public sealed class TomlErrorTests
{
    [Theory]
    [InlineData("a", TomlErrorCode.InvalidKey, 1, 2)]
    [InlineData("a = ", TomlErrorCode.InvalidValue, 1, 5)]
    [InlineData("a = yes", TomlErrorCode.InvalidValue, 1, 5)]
    [InlineData("a = True", TomlErrorCode.InvalidValue, 1, 5)]
    [InlineData("a = 1 b = 2", TomlErrorCode.Syntax, 1, 7)]
    [InlineData("größe = 1", TomlErrorCode.InvalidKey, 1, 3)]
    [InlineData("\"\"\"a\"\"\" = 1", TomlErrorCode.InvalidKey, 1, 1)]
    [InlineData("a = \"open\nb = 1", TomlErrorCode.Unclosed, 1, 5)]
    [InlineData("a = \"\"\"open\nb = 1", TomlErrorCode.Unclosed, 1, 5)]
    [InlineData("a = [1, 2\nb = 3", TomlErrorCode.Syntax, 2, 1)]
    [InlineData("a = [1, 2", TomlErrorCode.Unclosed, 1, 5)]
    [InlineData("a = {b = 1", TomlErrorCode.Unclosed, 1, 5)]
    [InlineData("a = {b = 1,}", TomlErrorCode.Syntax, 1, 11)]
    [InlineData("a = {b = 1\n}", TomlErrorCode.Syntax, 1, 11)]
    [InlineData("[a", TomlErrorCode.Syntax, 1, 3)]
    [InlineData("[[a]", TomlErrorCode.Syntax, 1, 4)]
    [InlineData("[a]]", TomlErrorCode.Syntax, 1, 4)]
    [InlineData("[]", TomlErrorCode.InvalidKey, 1, 2)]
    [InlineData("a = \"\\q\"", TomlErrorCode.InvalidEscape, 1, 6)]
    [InlineData("a = \"\\uD800\"", TomlErrorCode.InvalidEscape, 1, 6)]
    [InlineData("a = \"\\U00110000\"", TomlErrorCode.InvalidEscape, 1, 6)]
    [InlineData("a = \"\\u12\"", TomlErrorCode.InvalidEscape, 1, 6)]
    [InlineData("a = \"\\e\"", TomlErrorCode.InvalidEscape, 1, 6)]
    [InlineData("a = \"x\u0001\"", TomlErrorCode.InvalidCharacter, 1, 7)]
    [InlineData("# x\u007f", TomlErrorCode.InvalidCharacter, 1, 4)]
    [InlineData("a = 1\r b = 2", TomlErrorCode.InvalidCharacter, 1, 6)]
    [InlineData("a = 9223372036854775808", TomlErrorCode.IntegerOverflow, 1, 5)]
    [InlineData("a = -9223372036854775809", TomlErrorCode.IntegerOverflow, 1, 5)]
    [InlineData("a = 0x8000000000000000", TomlErrorCode.IntegerOverflow, 1, 5)]
    [InlineData("a = 012", TomlErrorCode.InvalidNumber, 1, 5)]
    [InlineData("a = 1__2", TomlErrorCode.InvalidNumber, 1, 7)]
    [InlineData("a = 1.", TomlErrorCode.InvalidNumber, 1, 7)]
    [InlineData("a = 1.e2", TomlErrorCode.InvalidNumber, 1, 7)]
    [InlineData("a = +0x1", TomlErrorCode.InvalidNumber, 1, 5)]
    [InlineData("a = 2025-02-29", TomlErrorCode.InvalidDateTime, 1, 13)]
    [InlineData("a = 2025-13-01", TomlErrorCode.InvalidDateTime, 1, 10)]
    [InlineData("a = 2025-01-01T24:00:00Z", TomlErrorCode.InvalidDateTime, 1, 16)]
    [InlineData("a = 07:32", TomlErrorCode.InvalidDateTime, 1, 5)]
    [InlineData("a = 1\na = 2", TomlErrorCode.Duplicate, 2, 1)]
    [InlineData("[a]\n[b]\n[ a ]", TomlErrorCode.Duplicate, 3, 3)]
    [InlineData("a.b = 1\n[a]", TomlErrorCode.Duplicate, 2, 2)]
    [InlineData("[a.b]\nx = 1\n[a]\nb.y = 2", TomlErrorCode.Duplicate, 4, 1)]
    [InlineData("a = {b = 1}\n[a.c]", TomlErrorCode.Duplicate, 2, 2)]
    [InlineData("a = [{}]\n[[a]]", TomlErrorCode.Duplicate, 2, 3)]
    public void Says_what_is_wrong_and_where(string text, TomlErrorCode code, int line, int column)
    {
        var error = TomlText.Error(text);

        error.Code.ShouldBe(code, error.ToString());
        (error.Position.Line, error.Position.Column).ShouldBe((line, column), error.ToString());
    }

    [Fact]
    public void Counts_columns_in_code_points_and_offsets_in_bytes()
    {
        var error = TomlText.Error("# 😀\n\"é😀\" = ?");

        error.Position.ShouldBe(new TomlPosition(Line: 2, Column: 8, Offset: 18));
    }

    [Fact]
    public void Names_the_duplicate_and_the_line_of_the_first()
    {
        var error = TomlText.Error("[smart-crate]\nname = \"a\"\n\nname = \"b\"\n");

        error.ToString().ShouldBe("line 4, column 1: \"name\" is already defined on line 2. Remove one of the two or give it another name.");
    }

    [Fact]
    public void Shows_a_very_long_or_hostile_key_cut_and_escaped()
    {
        var key = $"\"\\u0000{new string('x', 100_000)}\"";

        var error = TomlText.Error($"{key} = 1\n{key} = 2");

        error.Message.ShouldStartWith("\"\\u0000xxx");
        error.Message.Length.ShouldBeLessThan(200);
    }

    [Theory]
    [InlineData(new byte[] { (byte)'a', (byte)'\n', (byte)'#', 0xFF }, 2, 2, 3)]
    [InlineData(new byte[] { (byte)'#', 0xC3 }, 1, 2, 1)]
    [InlineData(new byte[] { (byte)'#', 0xC3, 0xA9, 0xED, 0xA0, 0x80 }, 1, 3, 3)]
    [InlineData(new byte[] { (byte)'#', 0xC0, 0x80 }, 1, 2, 1)]
    [InlineData(new byte[] { 0xFF, 0xFE, (byte)'a', 0 }, 1, 1, 0)]
    public void Finds_the_first_byte_that_is_not_UTF8(byte[] bytes, int line, int column, int offset)
    {
        var error = TomlText.Error(bytes);

        error.Code.ShouldBe(TomlErrorCode.InvalidUtf8);
        error.Position.ShouldBe(new TomlPosition(line, column, offset));
    }

    [Fact]
    public void Takes_a_byte_order_mark_only_at_the_start()
    {
        TomlText.Parse("\uFEFFa = 1")["a"].GetInt64().ShouldBe(1);

        TomlText.Error("\uFEFF\uFEFFa = 1").Position.ShouldBe(new TomlPosition(1, 1, 3));
        TomlText.Error("a = 1\n\uFEFFb = 2").Position.ShouldBe(new TomlPosition(2, 1, 6));
    }

    [Fact]
    public void Parse_throws_the_error_that_TryParse_gives()
    {
        var thrown = Should.Throw<TomlException>(() => TomlText.Parse("a = "));

        thrown.Error.ShouldBe(TomlText.Error("a = "));
        thrown.Message.ShouldContain("line 1, column 5");
    }
}
