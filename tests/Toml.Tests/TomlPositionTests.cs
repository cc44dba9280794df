using System.Text;

namespace Ctas7.Toml.Tests;

public sealed class TomlPositionTests
{
    [Fact]
    public void Every_key_and_value_says_where_it_is()
    {
        var root = TomlText.Parse("# é\r\n'schlüssel' = \"😀\"\r\n[ a . \"b\\u0063\" ]\n  x.y = [1,\n  2]\n[[c]]\n\td = { e = 1 }\n");

        Key(root, "schlüssel").ShouldBe((2, 1));
        Value(root, "schlüssel").ShouldBe((2, 15));
        Key(root, "a").ShouldBe((3, 3));
        Value(root, "a").ShouldBe((3, 3));
        var a = root["a"].GetTable();
        Key(a, "bc").ShouldBe((3, 7));
        Value(a, "bc").ShouldBe((3, 1));
        var bc = a["bc"].GetTable();
        Key(bc, "x").ShouldBe((4, 3));
        Key(bc["x"].GetTable(), "y").ShouldBe((4, 5));
        bc["x"].GetTable()["y"].GetArray()[1].Position.ShouldBe(new TomlPosition(5, 3, 61));
        var d = root["c"].GetArray()[0].GetTable();
        Value(d, "d").ShouldBe((7, 6));
        Key(d["d"].GetTable(), "e").ShouldBe((7, 8));
        root["c"].Position.Line.ShouldBe(6);
    }

    [Fact]
    public void A_table_is_where_its_header_is_also_when_it_was_named_before()
    {
        var root = TomlText.Parse("[a.b]\n[a]\nx = 1");

        Key(root, "a").ShouldBe((2, 2));
        Value(root, "a").ShouldBe((2, 1));
    }

    [Fact]
    public void A_byte_order_mark_counts_as_bytes_but_not_as_a_column()
    {
        var root = TomlText.Parse("\uFEFFa = 1\nb = 2");

        root.TryGetEntry("a", out var a).ShouldBeTrue();
        a.KeyPosition.ShouldBe(new TomlPosition(1, 1, 3));
        root["b"].Position.ShouldBe(new TomlPosition(2, 5, 13));
    }

    [Fact]
    public void Positions_are_right_far_into_one_very_long_line()
    {
        var text = new StringBuilder("v = [");
        for (var i = 0; i < 20_000; i++) text.Append("'é😀',");
        var array = TomlText.Parse(text.Append("\n'last']").ToString())["v"].GetArray();

        for (var i = 0; i < 20_000; i++) array[i].Position.ShouldBe(new TomlPosition(1, 6 + (i * 5), 5 + (i * 9)));
        array[20_000].Position.ShouldBe(new TomlPosition(2, 1, 5 + (20_000 * 9) + 1));
    }

    private static (int Line, int Column) Key(TomlTable table, string key)
    {
        table.TryGetEntry(key, out var entry).ShouldBeTrue();
        return (entry.KeyPosition.Line, entry.KeyPosition.Column);
    }

    private static (int Line, int Column) Value(TomlTable table, string key) => (table[key].Position.Line, table[key].Position.Column);
}
