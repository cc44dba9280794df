namespace Ctas7.Contracts.Tests;

public sealed class LineDiffTests
{
    [Theory]
    [InlineData("a\nb\nc\n", "a\nc\nd\n", "  a\n- b\n  c\n+ d\n")]
    [InlineData("", "a\n", "+ a\n")]
    [InlineData("a\n", "", "- a\n")]
    [InlineData("id: Guid\n", "id: String\n", "- id: Guid\n+ id: String\n")]
    public void It_shows_what_went_and_what_came(string was, string now, string diff) => LineDiff.Of(was, now).ReplaceLineEndings("\n").ShouldBe(diff);
}
