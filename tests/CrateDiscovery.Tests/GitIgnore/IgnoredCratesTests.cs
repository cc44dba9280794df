using Ctas7.CrateDiscovery.Scanning;
using Ctas7.CrateDiscovery.Tests.Hosts;

namespace Ctas7.CrateDiscovery.Tests.GitIgnore;

/// <summary>What a <c>.gitignore</c> does to crates, when it counts.</summary>
public sealed class IgnoredCratesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public IgnoredCratesTests()
    {
        foreach (var crate in new[] { "a", "build/b", "deep/er/c", "deep/d" })
        {
            _folder.WriteCrate(crate);
        }

        File.WriteAllText(_folder.At(".gitignore"), "/build/\n");
        File.WriteAllText(_folder.At("deep/.gitignore"), "er\n");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Unasked_it_does_nothing()
    {
        await using var core = new DiscoveryCore(_folder.Path);
        core.Scan();
        Names(core).ShouldBe(["a", "b", "c", "d"]);
    }

    [Fact]
    public async Task Ignored_folders_and_manifests_are_left_out_and_folders_are_not_even_entered()
    {
        File.AppendAllText(_folder.At(".gitignore"), "a/smart-crate.toml\n");
        await using var core = Honouring();
        core.Scan().Folders.ShouldBe(4, "the root, a, deep, deep/d");
        Names(core).ShouldBe(["d"]);
    }

    [Fact]
    public async Task A_rescan_takes_out_what_is_ignored_by_now_and_in_what_is_not()
    {
        await using var core = Honouring();
        core.Scan();
        Names(core).ShouldBe(["a", "d"]);
        File.WriteAllText(_folder.At(".gitignore"), "/a\n");
        await core.ScanAndSettleAsync();
        Names(core).ShouldBe(["b", "d"]);
    }

    [Fact]
    public async Task The_follower_scans_the_folder_whose_file_changed()
    {
        await using var core = Honouring();
        await core.FollowAsync();
        core.Scan();
        File.Delete(_folder.At("deep/.gitignore"));
        await core.Crate(_folder.Manifest("deep/er/c"), _ => true, "no longer ignored");
        File.WriteAllText(_folder.At(".gitignore"), "deep/d\n");
        await core.Crate(_folder.Manifest("build/b"), _ => true, "no longer ignored");
        await core.Gone(_folder.Manifest("deep/d"));
        Names(core).ShouldBe(["a", "b", "c"]);
    }

    [Fact]
    public async Task What_comes_into_an_ignored_folder_is_not_followed()
    {
        await using var core = Honouring();
        await core.FollowAsync();
        core.Scan();
        _folder.WriteCrate("build/new");
        _folder.WriteCrate("deep/er/new/er");
        _folder.WriteCrate("deep/other/er");
        _folder.WriteCrate("deep/last");
        await core.Crate(_folder.Manifest("deep/last"), _ => true, "the one that is not ignored");
        Names(core).ShouldBe(["a", "d", "last"]);
    }

    private static string[] Names(DiscoveryCore core) => [.. core.Crates.Select(crate => crate.Name).Order(StringComparer.Ordinal)];

    private DiscoveryCore Honouring() => new(new DiscoveryOptions { Roots = [_folder.Path], WalkThreads = 2, HonourGitIgnore = true });
}
