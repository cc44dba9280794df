using System.Globalization;
using System.Text;

namespace Ctas7.Toml.Tests.Robustness;

/// <summary>Documents made to exhaust the stack, the memory or the patience of a parser.</summary>
public sealed class HostileInputTests
{
    [Theory]
    [InlineData("[")]
    [InlineData("{a=")]
    [InlineData("[{a=")]
    public void Nesting_deeper_than_the_limit_is_an_error(string opening)
    {
        var deep = string.Concat(Enumerable.Repeat(opening, 200_000));

        TomlText.Error($"v = {deep}").Code.ShouldBe(TomlErrorCode.TooDeep);
    }

    [Theory]
    [InlineData("{0} = 1", ".")]
    [InlineData("[{0}]", " . ")]
    [InlineData("v = {{ {0} = 1 }}", ".")]
    public void Keys_of_more_parts_than_the_limit_are_an_error(string form, string dot)
    {
        var key = string.Join(dot, Enumerable.Repeat("a", 200_000));

        TomlText.Error(string.Format(CultureInfo.InvariantCulture, form, key)).Code.ShouldBe(TomlErrorCode.TooDeep);
    }

    [Fact]
    public void The_limit_counts_tables_and_arrays_below_the_root()
    {
        var options = new TomlOptions { MaxDepth = 3 };

        TomlText.Json(TomlText.Parse("a.b.c.d = 1", options).AsValue()).ShouldBe("""{"a":{"b":{"c":{"d":1}}}}""");
        TomlText.Parse("a = [[[]]]", options).Count.ShouldBe(1);
        TomlText.Parse("[[a]]\nb = {}", options).Count.ShouldBe(1);
        TomlText.Error("a.b.c.d.e = 1", options).Code.ShouldBe(TomlErrorCode.TooDeep);
        TomlText.Error("a = [[[[]]]]", options).Code.ShouldBe(TomlErrorCode.TooDeep);
        TomlText.Error("[[a]]\n[[a.b]]", options).Code.ShouldBe(TomlErrorCode.TooDeep);
        TomlText.Error("[a]\nb.c = [[]]", options).Code.ShouldBe(TomlErrorCode.TooDeep);
        TomlText.Error("[[a]]\nb = {c = {}}", options).Code.ShouldBe(TomlErrorCode.TooDeep);
    }

    [Fact]
    public void The_deepest_allowed_document_fits_a_small_stack()
    {
        var options = new TomlOptions { MaxDepth = TomlOptions.DepthCeiling };
        var text = $"v = {string.Concat(Enumerable.Repeat("[{a=", 256))}1{string.Concat(Enumerable.Repeat("}]", 256))}";
        var json = "";

        var thread = new Thread(() => json = TomlText.Json(TomlText.Parse(text, options).AsValue()), maxStackSize: 512 * 1024);
        thread.Start();
        thread.Join();

        json.Length.ShouldBeGreaterThan(256 * 8);
        Should.Throw<ArgumentOutOfRangeException>(() => new TomlOptions { MaxDepth = TomlOptions.DepthCeiling + 1 });
    }

    [Fact]
    public void A_document_over_the_size_limit_is_an_error() =>
        TomlText.Error("a = 12345", new TomlOptions { MaxBytes = 8 }).Code.ShouldBe(TomlErrorCode.TooLarge);

    [Fact]
    public void A_key_of_a_megabyte_is_a_key()
    {
        var key = new string('k', 1 << 20);

        TomlText.Parse($"{key} = 1\n\"{key}\\n\" = 2")[key].GetInt64().ShouldBe(1);
        TomlText.Error($"{key} = 1\n{key} = 2").Message.Length.ShouldBeLessThan(200);
    }

    [Fact]
    public void Numbers_of_a_megabyte_are_read_or_refused()
    {
        var digits = new string('7', 1 << 20);

        TomlText.Error($"v = {digits}").Code.ShouldBe(TomlErrorCode.IntegerOverflow);
        TomlText.Error($"v = 0x{digits}").Code.ShouldBe(TomlErrorCode.IntegerOverflow);
        TomlText.Value($"0.{digits}").GetDouble().ShouldBe(7.0 / 9, tolerance: 1e-15);
        TomlText.Value($"{digits}.0").GetDouble().ShouldBe(double.PositiveInfinity);
        TomlText.Value($"1e-{digits}").GetDouble().ShouldBe(0);
        TomlText.Value($"1e{digits}").GetDouble().ShouldBe(double.PositiveInfinity);
        TomlText.Value($"0x{new string('0', 1 << 20)}1").GetInt64().ShouldBe(1);
        TomlText.Value($"1.{string.Join('_', digits.ToCharArray())}").GetDouble().ShouldBe(1 + (7.0 / 9), tolerance: 1e-15);
        TomlText.Value($"2025-01-01T00:00:00.{digits}Z").GetTemporal().Fraction.ShouldBe(digits);
    }

    [Fact]
    public void A_million_dotted_keys_are_read()
    {
        var text = new StringBuilder();
        for (var i = 0; i < 1_000_000; i++) text.Append(CultureInfo.InvariantCulture, $"a.b.k{i}=1\n");

        var root = TomlText.Parse(text.ToString());

        root.TryFind(["a", "b", "k999999"], out var last).ShouldBeTrue();
        last.Position.Line.ShouldBe(1_000_000);
        root["a"].GetTable()["b"].GetTable().Count.ShouldBe(1_000_000);
    }

    [Fact]
    public void Keys_that_collide_in_common_hashes_are_told_apart()
    {
        // Every key is 16 times "Aa" or "BB", which are the same to a polynomial hash with factor 31.
        var keys = Enumerable.Range(0, 1 << 16)
            .Select(bits => string.Concat(Enumerable.Range(0, 16).Select(bit => (bits >> bit & 1) == 0 ? "Aa" : "BB"))).ToList();

        var root = TomlText.Parse(string.Concat(keys.Select((key, i) => string.Create(CultureInfo.InvariantCulture, $"{key} = {i}\n"))));

        keys.Select(key => root[key].GetInt64()).ShouldBe(Enumerable.Range(0, 1 << 16).Select(i => (long)i));
    }

    [Fact]
    public void Many_headers_and_tables_of_arrays_are_read()
    {
        var text = new StringBuilder();
        for (var i = 0; i < 100_000; i++) text.Append(CultureInfo.InvariantCulture, $"[[a.b]]\n[a.b.c]\n[t{i}.x]\n");

        var root = TomlText.Parse(text.ToString());

        root.Count.ShouldBe(100_001);
        root.TryFind(["a", "b"], out var array).ShouldBeTrue();
        array.GetArray()[99_999].GetTable().ContainsKey("c").ShouldBeTrue();
    }

    [Fact]
    public void Memory_grows_in_proportion_to_the_document()
    {
        var small = AllocatedBy(20_000);
        var large = AllocatedBy(200_000);

        ((double)large / small).ShouldBeInRange(8, 12);

        static long AllocatedBy(int keys)
        {
            var text = new StringBuilder();
            for (var i = 0; i < keys; i++) text.Append(CultureInfo.InvariantCulture, $"[key-{i:D7}]\n\"\\u0061\" = 'text'\nb = [1, 2]\n");
            var utf8 = Encoding.UTF8.GetBytes(text.ToString());
            TomlDocument.Parse(utf8);
            var before = GC.GetAllocatedBytesForCurrentThread();
            TomlDocument.Parse(utf8);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }
}
