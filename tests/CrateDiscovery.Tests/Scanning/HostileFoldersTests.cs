using Ctas7.CrateDiscovery.Manifests;
using Ctas7.CrateDiscovery.Registry;
using Ctas7.CrateDiscovery.Scanning;
using Ctas7.CrateDiscovery.Tests.Hosts;
using Ctas7.Testing;

namespace Ctas7.CrateDiscovery.Tests.Scanning;

/// <summary>Folders as a walk must not fear them: without rights, swapped under it, deep, wide, and leading outside.</summary>
public sealed class HostileFoldersTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Folders_and_files_without_rights_are_issues_and_the_others_are_scanned()
    {
        _folder.WriteCrate("good");
        _folder.WriteCrate("locked/inner");
        _folder.WriteCrate("unreadable");
        await SpecialFiles.ModeAsync(_folder.Path, "755");
        await SpecialFiles.ModeAsync(_folder.Manifest("unreadable"), "000");
        await SpecialFiles.ModeAsync(_folder.At("locked"), "000");
        await using var core = new DiscoveryCore(new DiscoveryOptions { Roots = [_folder.Path], Grace = TimeSpan.Zero });
        ThreadOfNobody.Run(() =>
        {
            core.Scanner.ScanFolder(_folder.Path, ReadingCause.Scan, CancellationToken.None);
            core.Reconciler.LookAtDue();
        });
        core.Crates.Select(crate => (crate.Name, crate.State)).ShouldBe([("good", CrateState.Valid), ("unreadable", CrateState.Invalid)]);
        core.Crates[1].Issues.ShouldHaveSingleItem().Code.ShouldBe(IssueCodes.Unreadable);
        var issue = core.Registry.Current.FolderIssues.Values.ShouldHaveSingleItem();
        (issue.Code, issue.Path).ShouldBe((IssueCodes.FolderUnreadable, _folder.At("locked")));
        await SpecialFiles.ModeAsync(_folder.At("locked"), "755");
        await SpecialFiles.ModeAsync(_folder.Manifest("unreadable"), "644");
        ThreadOfNobody.Run(() => core.Scanner.ScanFolder(_folder.Path, ReadingCause.Scan, CancellationToken.None));
        core.Crates.Select(crate => (crate.Name, crate.State)).ShouldBe(
            [("good", CrateState.Valid), ("inner", CrateState.Valid), ("unreadable", CrateState.Valid)]);
        core.Registry.Current.FolderIssues.ShouldBeEmpty();
    }

    [Fact]
    public async Task Nothing_outside_the_root_is_opened_however_folders_are_swapped_for_links_meanwhile()
    {
        using var outside = new TempFolder();
        var secret = outside.WriteCrate("deep/secret");
        File.WriteAllText(outside.At("deep/secret/Cargo.toml"), "[package]");
        File.WriteAllText(outside.At("deep/secret/sentinel"), "read me");
        for (var index = 0; index < 20; index++)
        {
            _folder.WriteCrate($"swap/deep/crate-{index}");
        }

        var read = new System.Collections.Concurrent.ConcurrentQueue<string?>();
        using var watcher = new FileSystemWatcher(outside.At("deep/secret")) { NotifyFilter = NotifyFilters.LastAccess };
        watcher.Changed += (_, change) => read.Enqueue(change.Name);
        watcher.EnableRaisingEvents = true;
        using var stop = new CancellationTokenSource();
        var swapping = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                Directory.Move(_folder.At("swap"), _folder.At("aside"));
                Directory.CreateSymbolicLink(_folder.At("swap"), outside.Path);
                File.Delete(_folder.At("swap"));
                Directory.Move(_folder.At("aside"), _folder.At("swap"));
            }
        });
        await using var core = new DiscoveryCore(new DiscoveryOptions { Roots = [_folder.Path], WalkThreads = 2, Grace = TimeSpan.Zero });
        for (var scan = 0; scan < 60; scan++)
        {
            core.Scan();
            core.Reconciler.Read(_folder.Path, _folder.Manifest("swap/deep/secret"), ReadingCause.Scan).Outcome.ShouldBe(ManifestOutcome.Absent);
        }

        await stop.CancelAsync();
        await swapping;
        await core.ScanAndSettleAsync();
        core.Changes.ShouldNotContain(change => change.Crate.Name == "secret");
        core.Crates.Count(crate => crate.State == CrateState.Valid).ShouldBe(20);
        _ = await File.ReadAllTextAsync(outside.At("deep/secret/sentinel"));
        await Eventually.True(() => !read.IsEmpty, "reading is noticed");
        read.Distinct().ShouldBe(["sentinel"], $"{secret} must not be read");
    }

    [Fact]
    public async Task A_tree_with_more_open_branches_than_may_be_held_open_is_walked_whole()
    {
        var depth = FolderWalk.MostOpen + 40;
        var path = "r";
        for (var level = 0; level < depth; level++)
        {
            Directory.CreateDirectory(_folder.At(path + "/a"));
            Directory.CreateDirectory(_folder.At(path + "/b"));
            path += "/b";
        }

        _folder.WriteCrate(path + "/last");
        _folder.WriteCrate("r/a/first");
        await using var core = new DiscoveryCore(new DiscoveryOptions { Roots = [_folder.Path], WalkThreads = 1 });
        core.Scan().Folders.ShouldBe((2 * depth) + 4);
        core.Crates.Select(crate => crate.Name).Order(StringComparer.Ordinal).ShouldBe(["first", "last"]);
    }

    [Fact]
    public async Task Roots_inside_each_other_and_in_a_pruned_folder_lose_no_crate_and_read_none_twice()
    {
        _folder.WriteCrate("a");
        _folder.WriteCrate("in/b");
        _folder.WriteCrate("in/ner/c");
        await using var core = new DiscoveryCore(new DiscoveryOptions { Roots = [_folder.Path, _folder.At("in"), _folder.At("in/ner")], WalkThreads = 2 });
        var counters = core.Scan();
        (counters.Manifests, counters.Read, core.Reader.Reads).ShouldBe((3, 3, 3));
        core.Crates.Select(crate => crate.Root).ShouldBe([_folder.Path, _folder.At("in"), _folder.At("in/ner")]);
    }
}
