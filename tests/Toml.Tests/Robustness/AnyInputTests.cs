using System.Text;
using Ctas7.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace Ctas7.Toml.Tests.Robustness;

/// <summary>Whatever the bytes are, the answer is a document that can be read to its end, or an error at a place in it.</summary>
public sealed class AnyInputTests
{
    private const string Pieces = "[ ] [[ ]] { } = , . # \" ' \"\"\" ''' \\ \\u00e9 \\x41 \\e \n \r\n \r \t a b a.b 1 -1 1e5 0x1F 1_0 "
        + "inf nan true false 2025-10-04 19:00:56 T Z +01:00 .5 é 😀 \0 \u007f";

    [Fact]
    public void Random_bytes_never_throw() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(2_000),
        Prop.ForAll(Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf().ToArbitrary(), bytes => IsAnswered(bytes)));

    [Fact]
    public void Random_pieces_of_TOML_never_throw()
    {
        var pieces = Gen.Elements(Pieces.Split(' ').Append(" ").ToArray()).ArrayOf();

        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(5_000).WithEndSize(200),
            Prop.ForAll(pieces.ToArbitrary(), parts => IsAnswered(Encoding.UTF8.GetBytes(string.Concat(parts)))));
    }

    [SharedDataFact("toml-test")]
    public void Every_official_case_cut_short_or_damaged_never_throws()
    {
        var random = new Random(7);
        foreach (var path in Directory.EnumerateFiles(SharedData.Path("toml-test/tests")!, "*.toml", SearchOption.AllDirectories))
        {
            var source = File.ReadAllBytes(path);
            IsAnswered(source).ShouldBeTrue(path);
            for (var i = 0; i < 40; i++)
            {
                var damaged = Damage(source, random);
                IsAnswered(damaged).ShouldBeTrue($"{path} damaged: {Convert.ToHexString(damaged)}");
            }
        }
    }

    private static byte[] Damage(byte[] source, Random random)
    {
        var damaged = source.ToList();
        for (var edits = random.Next(1, 4); edits > 0; edits--)
        {
            var at = random.Next(damaged.Count + 1);
            var piece = Encoding.UTF8.GetBytes(Pieces.Split(' ')[random.Next(Pieces.Split(' ').Length)]);
            switch (random.Next(4))
            {
                case 0:
                    damaged.RemoveRange(at, damaged.Count - at);
                    break;
                case 1:
                    damaged.RemoveRange(at, Math.Min(random.Next(8), damaged.Count - at));
                    break;
                case 2:
                    damaged.InsertRange(at, piece);
                    break;
                default:
                    if (at < damaged.Count) damaged[at] = (byte)random.Next(256);
                    break;
            }
        }

        return [.. damaged];
    }

    private static bool IsAnswered(byte[] bytes) => IsAnswered(bytes, TomlOptions.Default) && IsAnswered(bytes, TomlText.Toml11);

    private static bool IsAnswered(byte[] bytes, TomlOptions options)
    {
        if (TomlDocument.TryParse(bytes, options, out var document, out var error)) return IsReadable(document.Root.AsValue(), bytes);
        return error.Code != TomlErrorCode.None && error.Position == Naive(bytes, error.Position.Offset);
    }

    private static bool IsReadable(TomlValue value, byte[] bytes)
    {
        TomlText.Json(value).ShouldNotBeEmpty();
        return value.Position == Naive(bytes, value.Position.Offset) && value.Kind switch
        {
            TomlValueKind.Table => value.GetTable().All(entry =>
                value.GetTable()[entry.Key].Position == entry.Value.Position
                && entry.KeyPosition == Naive(bytes, entry.KeyPosition.Offset)
                && IsReadable(entry.Value, bytes)),
            TomlValueKind.Array => value.GetArray().All(element => IsReadable(element, bytes)),
            TomlValueKind.None => false,
            _ => true,
        };
    }

    /// <summary>The position of an offset, counted the plain way.</summary>
    private static TomlPosition Naive(byte[] bytes, int offset)
    {
        var before = Encoding.UTF8.GetString(bytes, 0, offset);
        var line = before[(before.LastIndexOf('\n') + 1)..];
        var mark = before.StartsWith('\uFEFF') && line.Length == before.Length ? 1 : 0;
        return new TomlPosition(before.Count(letter => letter == '\n') + 1, line.EnumerateRunes().Count() - mark + 1, offset);
    }
}
