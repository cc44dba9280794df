using System.Text;
using Ctas7.CrateDiscovery.Manifests;

namespace Ctas7.CrateDiscovery.Tests.Manifests;

public sealed class TrivariateHashTests
{
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+,-./:;<=>?@[]^_{|}~`\"'\\¡¦";

    [Fact]
    public void Murmur3_gives_the_published_value()
        => Murmur3.Hash128("hello"u8, 0).ShouldBe((0xcbd8a7b341bd9b02UL, 0x5b1e906a48ae1d19UL));

    [Theory]
    [InlineData("", 0xC7A50000u, 0x8f5fe34325e5e265UL, new[] { 14, 88, 12, 32, 48, 1, 15, 80, 91, 69 })]
    [InlineData("test", 0xC7A50000u, 0x3d81fbeb9b370353UL, new[] { 6, 38, 36, 80, 79, 82, 39, 60, 51, 51 })]
    [InlineData("test", 0u, 0xac7d28cc74bde19dUL, new[] { 17, 90, 90, 55, 95, 17, 88, 70, 25, 61 })]
    [InlineData("SCH:ctas7-command-center", 0xC7A50000u, 0xe0b4e64a96afdf0bUL, new[] { 23, 36, 51, 6, 65, 85, 45, 2, 61, 43 })]
    public void The_known_answers_hold(string input, uint seed, ulong hash, int[] digits)
    {
        Murmur3.Hash128(Encoding.UTF8.GetBytes(input), seed).H1.ShouldBe(hash);
        TrivariateHash.Encode(hash).ShouldBe("000000" + string.Concat(digits.Select(digit => Alphabet[digit])));
    }

    [Fact]
    public void The_alphabet_is_the_original_one_with_two_digits_more()
    {
        TrivariateHash.Alphabet.ShouldBe(Alphabet);
        TrivariateHash.Alphabet.Distinct().Count().ShouldBe(TrivariateHash.Radix);
        TrivariateHash.Alphabet[..94].ShouldAllBe(digit => digit > ' ' && digit <= '~');
        TrivariateHash.Encode(94).ShouldBe("000000000000000¡");
        TrivariateHash.Encode(95).ShouldBe("000000000000000¦");
        TrivariateHash.Encode(96).ShouldBe("0000000000000010");
        TrivariateHash.Encode(0).ShouldBe(new string('0', 16));
    }

    [Fact]
    public void The_explanation_ends_in_the_same_hash()
    {
        var data = "a = 1"u8.ToArray();
        var parts = TrivariateHash.Explain("ctas7-command-center", data);
        string.Concat(parts.Select(part => part.Digits)).ShouldBe(TrivariateHash.Compute("ctas7-command-center", data));
        foreach (var part in parts)
        {
            byte[] hashed = [.. Encoding.UTF8.GetBytes(part.Input), .. part.IsFollowedByData ? data : []];
            part.Hash.ShouldBe(Murmur3.Hash128(hashed, part.Seed).H1);
        }
    }

    [Fact]
    public void The_first_part_depends_on_the_name_alone_and_the_last_on_every_byte()
    {
        var one = TrivariateHash.Compute("ctas7-command-center", "a = 1"u8);
        var other = TrivariateHash.Compute("ctas7-command-center", "a = 2"u8);
        one.Length.ShouldBe(48);
        one[..16].ShouldBe(TrivariateHash.Encode(0xe0b4e64a96afdf0bUL));
        other[..32].ShouldBe(one[..32], "name and length are the same");
        other[32..].ShouldNotBe(one[32..]);
        TrivariateHash.Compute("ctas7-command-center", "a = 12"u8)[16..32].ShouldNotBe(one[16..32]);
    }
}
