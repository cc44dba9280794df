using Ctas7.CrateDiscovery.Manifests;
using Ctas7.CrateDiscovery.Registry;
using Ctas7.CrateDiscovery.Scanning;
using Ctas7.CrateDiscovery.Tests.Hosts;

namespace Ctas7.CrateDiscovery.Tests.Scanning;

public sealed class ScannerTests
{
    [Fact]
    public async Task Only_the_exact_name_counts_and_pruned_folders_are_not_entered()
    {
        using var folder = new TempFolder();
        folder.WriteCrate("a");
        folder.WriteCrate("deep/er/b");
        folder.WriteCrate("node_modules/c");
        folder.WriteCrate("x/target/d");
        folder.WriteCrate("skip-me/e");
        File.WriteAllText(folder.At("a/smart-crate.toml.bak"), TempFolder.Toml("bak"));
        File.WriteAllText(folder.At("a/Smart-Crate.toml"), TempFolder.Toml("cased"));
        await using var core = new DiscoveryCore(new DiscoveryOptions { Roots = [folder.Path], Prune = ["skip-*"] });
        var counters = core.Scan();
        core.Crates.Select(crate => crate.Name).ShouldBe(["a", "b"]);
        counters.Manifests.ShouldBe(2);
        counters.Folders.ShouldBe(6, "the root, a, deep, deep/er, deep/er/b, x");
    }

    [Fact]
    public async Task Links_out_of_the_root_and_loops_of_links_are_not_followed()
    {
        using var outside = new TempFolder();
        outside.WriteCrate("secret");
        using var folder = new TempFolder();
        folder.WriteCrate("a");
        Directory.CreateSymbolicLink(folder.At("out"), outside.Path);
        Directory.CreateSymbolicLink(folder.At("a/loop"), folder.Path);
        Directory.CreateSymbolicLink(folder.At("self"), folder.At("self"));
        Directory.CreateDirectory(folder.At("linked"));
        File.CreateSymbolicLink(folder.Manifest("linked"), outside.Manifest("secret"));
        await using var core = new DiscoveryCore(folder.Path);
        await core.ScanAndSettleAsync();
        core.Crates.Select(crate => (crate.Name, crate.State)).ShouldBe([("a", CrateState.Valid), ("linked", CrateState.Invalid)]);
        core.Registry.Current.Find("linked")!.Issues.ShouldHaveSingleItem().Code.ShouldBe(IssueCodes.IsLink);
    }

    [Fact]
    public async Task A_root_may_itself_be_reached_through_a_link()
    {
        using var real = new TempFolder();
        real.WriteCrate("a");
        using var folder = new TempFolder();
        Directory.CreateSymbolicLink(folder.At("root"), real.Path);
        await using var core = new DiscoveryCore(folder.At("root"));
        core.Scan();
        core.Crates.ShouldHaveSingleItem().Path.ShouldBe(folder.Manifest("root/a"));
    }

    [Fact]
    public async Task A_pipe_named_as_a_manifest_does_not_stop_the_scan()
    {
        using var folder = new TempFolder();
        folder.WriteCrate("z");
        Directory.CreateDirectory(folder.At("a"));
        await SpecialFiles.PipeAsync(folder.Manifest("a"));
        Directory.CreateDirectory(folder.Manifest("b"));
        folder.WriteCrate("b/smart-crate.toml/inner");
        await using var core = new DiscoveryCore(folder.Path);
        await core.ScanAndSettleAsync();
        core.Crates.Select(crate => (crate.Name, crate.State))
            .ShouldBe([("a", CrateState.Invalid), ("b", CrateState.Invalid), ("inner", CrateState.Valid), ("z", CrateState.Valid)]);
    }

    [Fact]
    public async Task Of_nested_roots_the_inner_one_owns_its_crates_and_each_is_read_once()
    {
        using var folder = new TempFolder();
        folder.WriteCrate("a");
        folder.WriteCrate("inner/b");
        folder.WriteCrate("node_modules/c");
        await using var core = new DiscoveryCore(folder.Path, folder.At("inner"), folder.At("inner") + "/", folder.At("node_modules"), folder.At("x/.."));
        core.Scan().Manifests.ShouldBe(3);
        core.Crates.Select(crate => (crate.Name, crate.Root)).ShouldBe(
            [("a", folder.Path), ("b", folder.At("inner")), ("c", folder.At("node_modules"))]);
    }

    [Fact]
    public async Task A_root_that_is_absent_or_a_file_is_an_issue_and_the_others_are_scanned()
    {
        using var folder = new TempFolder();
        folder.WriteCrate("good/a");
        File.WriteAllText(folder.At("file"), "x");
        await using var core = new DiscoveryCore(folder.At("file"), folder.At("good"), folder.At("none"));
        core.Scan();
        core.Crates.ShouldHaveSingleItem().Name.ShouldBe("a");
        core.Registry.Current.FolderIssues.Values.Select(issue => issue.Code).ShouldBe([IssueCodes.RootNotAFolder, IssueCodes.RootMissing]);
        Directory.CreateDirectory(folder.At("none"));
        core.Scan();
        core.Registry.Current.FolderIssues.Values.Select(issue => issue.Code).ShouldBe([IssueCodes.RootNotAFolder]);
    }

    [Fact]
    public async Task Crates_of_a_root_that_went_away_are_missing_and_come_back_as_they_were()
    {
        using var folder = new TempFolder();
        folder.WriteCrate("root/a");
        await using var core = new DiscoveryCore(folder.At("root"));
        core.Scan();
        var before = core.Crates.Single();
        Directory.Move(folder.At("root"), folder.At("away"));
        await core.ScanAndSettleAsync();
        var missing = core.Crates.ShouldHaveSingleItem();
        (missing.State, missing.Manifest).ShouldBe((CrateState.Missing, before.Manifest));
        Directory.Move(folder.At("away"), folder.At("root"));
        await core.ScanAndSettleAsync();
        var back = core.Crates.ShouldHaveSingleItem();
        (back.State, back.Id, back.StaleSince).ShouldBe((CrateState.Valid, before.Id, null));
    }

    [Fact]
    public async Task Names_with_dots_control_characters_and_bad_bytes_are_handled()
    {
        using var folder = new TempFolder();
        folder.WriteCrate("..hidden");
        folder.Write("new\nline\u0001", TempFolder.Toml("control"));
        folder.Write("..\\..\\windows", TempFolder.Toml("backslash"));
        await SpecialFiles.FolderNotUtf8Async(folder.Path);
        await using var core = new DiscoveryCore(folder.Path);
        await core.ScanAndSettleAsync();
        core.Crates.Select(crate => (crate.Name, crate.State)).ShouldBe(
            [("..hidden", CrateState.Invalid), ("backslash", CrateState.Valid), ("control", CrateState.Valid)], ignoreOrder: true);
        core.Registry.Current.FolderIssues.Values.ShouldHaveSingleItem().Code.ShouldBe(IssueCodes.FolderNameNotUtf8);
    }

    [Fact]
    public async Task A_scan_finds_updates_removals_and_moves_without_a_watch()
    {
        using var folder = new TempFolder();
        folder.WriteCrate("a");
        folder.WriteCrate("b");
        folder.WriteCrate("c");
        await using var core = new DiscoveryCore(folder.Path);
        core.Scan();
        var moved = core.Registry.Current.Find("c")!;
        folder.WriteCrate("a", "2.0.0");
        Directory.Delete(folder.At("b"), recursive: true);
        Directory.Move(folder.At("c"), folder.At("elsewhere"));
        await core.ScanAndSettleAsync();
        core.Crates.Select(crate => (crate.Name, crate.Manifest!.Version)).ShouldBe([("a", "2.0.0"), ("c", "1.0.0")]);
        var now = core.Registry.Current.Find("c")!;
        (now.Id, now.Path, now.DiscoveredAt).ShouldBe((moved.Id, folder.Manifest("elsewhere"), moved.DiscoveredAt));
        core.Changes.Count(change => change.IsRemoval).ShouldBe(1, "a move is not a loss");
    }

    [Fact]
    public async Task A_rescan_with_nothing_changed_reads_no_file_and_leaves_the_registry_as_it_is()
    {
        using var folder = new TempFolder();
        folder.WriteCrate("a");
        folder.WriteCrate("twin/a");
        folder.Write("broken", "[smart-crate");
        folder.WriteCrate("with-cargo");
        File.WriteAllText(folder.At("with-cargo/Cargo.toml"), "[dependencies]\nx = { path = \"../a\" }");
        File.WriteAllText(folder.At("a/Cargo.toml"), "[broken");
        Directory.CreateDirectory(folder.At("linked"));
        File.CreateSymbolicLink(folder.Manifest("linked"), "/etc/hostname");
        await SpecialFiles.PipeAsync(folder.At("pipe"));
        Directory.CreateDirectory(folder.At("piped"));
        File.Move(folder.At("pipe"), folder.Manifest("piped"));
        await using var core = new DiscoveryCore(new DiscoveryOptions { Roots = [folder.Path] }, new AheadClock());
        await core.ScanAndSettleAsync();
        var (snapshot, reads, changes) = (core.Registry.Current, core.Reader.Reads, core.Changes.Count);
        var counters = core.Scan();
        core.Held.Count.ShouldBe(0);
        core.Reader.Reads.ShouldBe(reads);
        (counters.Manifests, counters.Read, counters.Unchanged).ShouldBe((6, 0, 6));
        core.Changes.Count.ShouldBe(changes);
        core.Registry.Current.ShouldBeSameAs(snapshot);
    }

    [Fact]
    public async Task A_root_that_is_configured_inside_another_one_takes_over_its_crates_unread()
    {
        using var folder = new TempFolder();
        folder.WriteCrate("inner/a");
        await using var before = new DiscoveryCore(new DiscoveryOptions { Roots = [folder.Path] }, new AheadClock());
        before.Scan();
        await using var core = new DiscoveryCore(new DiscoveryOptions { Roots = [folder.Path, folder.At("inner")] }, new AheadClock());
        core.Registry.Replace(before.Registry.Current);
        core.Reader.Mark();
        var counters = core.Scan();
        (counters.Read, counters.Unchanged).ShouldBe((0, 1));
        core.Crates.ShouldHaveSingleItem().Root.ShouldBe(folder.At("inner"));
    }

    [Fact]
    public async Task A_rescan_reads_only_what_changed()
    {
        using var folder = new TempFolder();
        folder.WriteCrate("a");
        folder.WriteCrate("b");
        await using var core = new DiscoveryCore(new DiscoveryOptions { Roots = [folder.Path] }, new AheadClock());
        core.Scan();
        folder.WriteCrate("b", "2.0.0");
        var reads = core.Reader.Reads;
        var counters = core.Scan();
        (counters.Read, counters.Unchanged, core.Reader.Reads - reads).ShouldBe((1, 1, 1));
        core.Registry.Current.Find("b")!.Manifest!.Version.ShouldBe("2.0.0");
    }

    [Fact]
    public async Task An_absence_read_before_a_scan_that_met_the_crate_again_removes_nothing()
    {
        using var folder = new TempFolder();
        var path = folder.WriteCrate("a");
        await using var core = new DiscoveryCore(new DiscoveryOptions { Roots = [folder.Path] }, new AheadClock());
        core.Scan();
        Directory.Move(folder.At("a"), folder.At("../" + Path.GetFileName(folder.Path) + ".away"));
        var gone = core.Reader.Read(folder.Path, path, null);
        gone.Outcome.ShouldBe(ManifestOutcome.Absent);
        Directory.Move(folder.Path + ".away", folder.At("a"));
        core.Scan().Unchanged.ShouldBe(1);
        core.Registry.Apply([gone]).ShouldBeEmpty();
        core.Crates.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_folder_that_became_a_link_is_a_place_where_the_crate_is_no_more()
    {
        using var outside = new TempFolder();
        using var folder = new TempFolder();
        folder.WriteCrate("stays");
        folder.WriteCrate("goes/a");
        folder.WriteCrate("moves/b");
        await using var core = new DiscoveryCore(folder.Path);
        core.Scan();
        Directory.Move(folder.At("goes"), outside.At("goes"));
        Directory.CreateSymbolicLink(folder.At("goes"), outside.At("goes"));
        Directory.Move(folder.At("moves"), folder.At("stays/moved"));
        Directory.CreateSymbolicLink(folder.At("moves"), folder.At("stays/moved"));
        await core.ScanAndSettleAsync();
        core.Crates.Select(crate => (crate.Path, crate.State)).ShouldBe(
            [(folder.Manifest("stays/moved/b"), CrateState.Valid), (folder.Manifest("stays"), CrateState.Valid)]);
        core.Changes.Count(change => change.IsRemoval).ShouldBe(1, "one went, one moved");
    }

    [Fact]
    public async Task A_cancelled_scan_stops_and_removes_nothing()
    {
        using var folder = new TempFolder();
        folder.WriteCrate("a");
        await using var core = new DiscoveryCore(folder.Path);
        core.Scan();
        core.Scanner.ScanAll(new WalkCounters(), new CancellationToken(canceled: true));
        core.Held.Count.ShouldBe(0);
        core.Crates.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Hundreds_of_folders_on_several_threads_lose_nothing()
    {
        using var folder = new TempFolder();
        var expected = Enumerable.Range(0, 300).Select(index => folder.WriteCrate($"g{index % 17}/s{index % 5}/crate-{index}")).Order(StringComparer.Ordinal).ToList();
        await using var core = new DiscoveryCore(new DiscoveryOptions { Roots = [folder.Path], WalkThreads = 8 });
        core.Scan();
        core.Crates.Select(crate => crate.Path).ShouldBe(expected);
        core.Registry.Current.Revision.ShouldBe(300);
        core.Changes.Select(change => change.Revision).ShouldBe(Enumerable.Range(1, 300).Select(revision => (long)revision));
    }
}
