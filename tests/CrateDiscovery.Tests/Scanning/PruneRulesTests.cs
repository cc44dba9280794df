using System.Text;
using Ctas7.CrateDiscovery.Scanning;

namespace Ctas7.CrateDiscovery.Tests.Scanning;

public sealed class PruneRulesTests
{
    [Theory]
    [InlineData("", "node_modules", true)]
    [InlineData("a/b", ".git", true)]
    [InlineData("", "targets", false)]
    [InlineData("", "archive", true)]
    [InlineData("deep/er", "archive", true)]
    [InlineData("", "tmp-1", true)]
    [InlineData("", "tmp", false)]
    [InlineData("crates", "old-one", true)]
    [InlineData("x/crates", "old-one", false)]
    [InlineData("a", "generated", true)]
    [InlineData("a/b/c", "generated", true)]
    [InlineData("", "generated", true)]
    [InlineData("a", "ungenerated", false)]
    [InlineData("", "build", true)]
    [InlineData("a", "build", false)]
    [InlineData("", "out", true)]
    [InlineData("a", "out", true)]
    public void A_folder_is_left_out_by_name_or_by_path(string parent, string name, bool pruned)
    {
        var rules = new PruneRules(["archive", "tmp-*", "crates/old-?ne", "**/generated", "/build", "out/", " ", "/"]);
        rules.Prunes(Encoding.UTF8.GetBytes(parent), Encoding.UTF8.GetBytes(name)).ShouldBe(pruned);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("a/b/c", false)]
    [InlineData("a/node_modules/c", true)]
    [InlineData("crates/old-one/x", true)]
    public void Any_part_of_a_path_counts(string relative, bool pruned)
        => new PruneRules(["crates/old-?ne"]).PrunesAnyPart(relative).ShouldBe(pruned);
}
