using System.Globalization;
using System.Text;

namespace Ctas7.Toml.Tests;

public sealed class TomlTableTests
{
    [Fact]
    public void Keeps_the_order_in_which_keys_are_first_named()
    {
        var root = TomlText.Parse("z = 1\na.b = 2\n[m.n]\n[c]\n[m]\nx = 1");

        root.Select(entry => entry.Key).ShouldBe(["z", "a", "m", "c"]);
        root["m"].GetTable().Select(entry => entry.Key).ShouldBe(["n", "x"]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(5_000)]
    public void Finds_every_key_of_a_table_of_any_size(int keys)
    {
        var lines = Enumerable.Range(0, keys).Select(i => string.Create(CultureInfo.InvariantCulture, $"key-{i} = {i}\n\"\\u00e9{i}\".sub = {i}"));
        var table = TomlText.Parse($"[t]\n{string.Join('\n', lines)}")["t"].GetTable();

        table.Count.ShouldBe(keys * 2);
        for (var i = 0; i < keys; i++)
        {
            table[$"key-{i}"].GetInt64().ShouldBe(i);
            table[$"é{i}"].GetTable()["sub"].GetInt64().ShouldBe(i);
        }

        table.TryGetValue($"key-{keys}", out _).ShouldBeFalse();
        table.TryGetValue("sub", out _).ShouldBeFalse();
        table.ContainsKey("").ShouldBeFalse();
    }

    [Fact]
    public void Finds_a_key_however_it_is_written()
    {
        var root = TomlText.Parse("\"\" = 1\n'a b' = 2\n\"\\u0062are\" = 3\n[x.'y']\nz = 4");

        root[""].GetInt64().ShouldBe(1);
        root["a b"].GetInt64().ShouldBe(2);
        root.TryGetValue("bare"u8, out var bare).ShouldBeTrue();
        bare.GetInt64().ShouldBe(3);
        root.TryFind(["x", "y", "z"], out var deep).ShouldBeTrue();
        deep.GetInt64().ShouldBe(4);
        root.TryFind(["x", "z"], out _).ShouldBeFalse();
        root.TryFind(["x", "y", "z", "no"], out _).ShouldBeFalse();
        TomlText.Error("\"\\u0062are\" = 3\nbare = 4").Code.ShouldBe(TomlErrorCode.Duplicate);
        Should.Throw<KeyNotFoundException>(() => root["none"]).Message.ShouldContain("\"none\"");
    }

    [Fact]
    public void Dotted_keys_may_extend_a_table_only_in_its_own_section()
    {
        TomlText.Json(TomlText.Parse("[a.b.c]\nz = 9\n[a]\nb.d = 1\nb.e = 2\n[a.b.f]").AsValue())
            .ShouldBe("""{"a":{"b":{"c":{"z":9},"d":1,"e":2,"f":{}}}}""");
        TomlText.Error("[a]\nb.c = 1\n[x]\n[a.b]").Code.ShouldBe(TomlErrorCode.Duplicate);
        TomlText.Error("a = {b = {c = 1}, b.d = 2}").Code.ShouldBe(TomlErrorCode.Duplicate);
        TomlText.Json(TomlText.Parse("a = {b.c = 1, x = {}, b.d = 2}").AsValue()).ShouldBe("""{"a":{"b":{"c":1,"d":2},"x":{}}}""");
    }

    [Fact]
    public void Elements_are_reached_by_number_in_every_form_of_array()
    {
        var root = TomlText.Parse("flat = [1, 'two', 3.0]\nnested = [[1], {a = 2}, []]\n[[aot]]\nn = 0\n[[aot.sub]]\n[[aot]]\nn = 1");

        root["flat"].GetArray()[1].GetString().ShouldBe("two");
        root["nested"].GetArray()[1].GetTable()["a"].GetInt64().ShouldBe(2);
        root["nested"].GetArray()[2].GetArray().Count.ShouldBe(0);
        root["aot"].GetArray().Select(table => table.GetTable()["n"].GetInt64()).ShouldBe([0, 1]);
        root["aot"].GetArray()[1].GetTable()["n"].GetInt64().ShouldBe(1);
        Should.Throw<ArgumentOutOfRangeException>(() => root["flat"].GetArray()[3]);
        Should.Throw<ArgumentOutOfRangeException>(() => root["aot"].GetArray()[-1]);
    }

    [Fact]
    public async Task Many_threads_may_read_one_document()
    {
        var text = new StringBuilder("list = [");
        for (var i = 0; i < 2_000; i++) text.Append(CultureInfo.InvariantCulture, $"{{n = {i}}},\n");
        var root = TomlText.Parse(text.Append(']').ToString());

        var sums = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
            Enumerable.Range(0, 2_000).Sum(i => root["list"].GetArray()[i].GetTable()["n"].GetInt64() + root["list"].GetArray()[i].Position.Line))));

        sums.ShouldAllBe(sum => sum == 1_999_000 + 2_001_000);
    }
}
