using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Grpc.Protocol;

namespace Grpc.AspNetCore.Tests.Protocol;

public sealed class StatusMessageTests
{
    [Theory]
    [InlineData("plain text ~!", "plain text ~!")]
    [InlineData("100%", "100%25")]
    [InlineData("ü\n", "%C3%BC%0A")]
    [InlineData("\u007F😀", "%7F%F0%9F%98%80")]
    public void Only_printable_ascii_without_the_percent_sign_travels_as_it_is(string text, string value)
    {
        StatusMessage.Encode(text).ShouldBe(value);
        StatusMessage.Decode(value).ShouldBe(text);
    }

    [Theory]
    [InlineData("%", "%")]
    [InlineData("%4", "%4")]
    [InlineData("%zz%41", "%zzA")]
    [InlineData("a%C3", "a\uFFFD")]
    public void A_broken_escape_is_no_error(string value, string text) => StatusMessage.Decode(value).ShouldBe(text);

    [Fact]
    public void Every_text_comes_back_and_its_value_is_printable_ascii() =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(ArbMap.Default.ArbFor<string>(), given =>
        {
            var text = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(given ?? ""));
            var value = StatusMessage.Encode(text);
            return value.All(character => character is >= ' ' and <= '~') && StatusMessage.Decode(value) == text;
        }));
}
