using Ctas7.Gateway.Hygiene;
using FsCheck;
using FsCheck.Fluent;

namespace Ctas7.Gateway.Tests.Hygiene;

public sealed class RequestTargetTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/api/crates/sx9-gateway-primary")]
    [InlineData("/api/crates/a.b..c/...")]
    [InlineData("/api/crates/a%20b")]
    [InlineData("/api/crates/%E2%82%AC")]
    [InlineData("/api/crates/a:b@c;d=e,f+g!$&'()*~_-")]
    public void A_plain_path_has_no_fault(string path) => RequestTarget.FaultOf(path).ShouldBeNull();

    [Theory]
    [InlineData("/api/%2e%2e/secret", "dot")]
    [InlineData("/api/%2E/x", "dot")]
    [InlineData("/api//crates", "empty segment")]
    [InlineData("//host/x", "empty segment")]
    [InlineData("/api/a%2fb", "slash")]
    [InlineData("/api/a%5Cb", "backslash")]
    [InlineData("/api/a\\b", "backslash")]
    [InlineData("/api/%00", "NUL")]
    [InlineData("/api/%0d%0aX: y", "control")]
    [InlineData("/api/%7f", "control")]
    [InlineData("/api/%", "hexadecimal")]
    [InlineData("/api/%4", "hexadecimal")]
    [InlineData("/api/%zz", "hexadecimal")]
    [InlineData("/api/%ff", "UTF-8")]
    [InlineData("/api/%c0%af", "UTF-8")]
    [InlineData("/api/%ed%a0%80", "UTF-8")]
    public void An_ambiguous_path_is_named(string path, string word) => RequestTarget.FaultOf(path).ShouldNotBeNull().ShouldContain(word);

    [Theory]
    [InlineData("/a/b?c=//d", "/a/b")]
    [InlineData("http://host:1/a/b?c", "/a/b")]
    [InlineData("http://host", "/")]
    [InlineData("http://host?x", "")]
    [InlineData("*", "*")]
    [InlineData("", "")]
    public void The_path_is_cut_out_of_any_form_of_target(string target, string path) => RequestTarget.PathOf(target).ToString().ShouldBe(path);

    [Fact]
    public void What_an_honest_client_encodes_is_never_refused() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll<NonEmptyString>(text =>
        {
            var segment = Uri.EscapeDataString(text.Get);
            var refused = segment.Contains("%2F", StringComparison.Ordinal) || segment.Contains("%5C", StringComparison.Ordinal) || text.Get.Any(char.IsControl);
            return refused || RequestTarget.FaultOf("/api/crates/" + segment) is null;
        }));

    [Fact]
    public void No_text_makes_it_throw() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll<string?>(text =>
        {
            _ = RequestTarget.FaultOf(RequestTarget.PathOf(text ?? ""));
            return true;
        }));
}
