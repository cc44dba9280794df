using System.Text;
using Ctas7.CrateDiscovery.Manifests;
using Ctas7.CrateDiscovery.Registry;
using Ctas7.CrateDiscovery.Scanning;
using Ctas7.CrateDiscovery.Tests.Hosts;
using Ctas7.CrateDiscovery.Watching;
using Ctas7.Testing;

namespace Ctas7.CrateDiscovery.Tests.Watching;

/// <summary>What people, editors and tools do to manifests, and what the registry makes of it, on the real disk.</summary>
public sealed class ManifestFollowerTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan LongGrace = TimeSpan.FromSeconds(20);
    private readonly TempFolder _folder = new();
    private DiscoveryCore _core = null!;

    private string Alpha => _folder.Manifest("alpha");

    public async Task InitializeAsync()
    {
        _folder.WriteCrate("alpha");
        _core = new DiscoveryCore(_folder.Path);
        await _core.FollowAsync();
        _core.Scan();
    }

    public async Task DisposeAsync() => await _core.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> WaysToSave() => ["in place", "rename over", "vim", "truncate and append", "delete and create", "hard link"];

    [Theory]
    [MemberData(nameof(WaysToSave))]
    public async Task However_an_editor_saves_it_is_one_crate_that_never_was_broken(string way)
    {
        var id = _core.Crates.Single().Id;
        await SaveAsync(way, TempFolder.Toml("alpha", "2.0.0"));
        await _core.Crate(Alpha, crate => crate.Manifest?.Version == "2.0.0", way);
        await Eventually.True(() => _core.Held.Count == 0, "nothing is held");
        _core.Crates.ShouldHaveSingleItem().Id.ShouldBe(id);
        _core.Changes.ShouldAllBe(change => !change.IsRemoval && change.Crate.State == CrateState.Valid);
    }

    [Fact]
    public async Task A_manifest_that_stays_broken_is_stale_after_the_grace_and_recovers()
    {
        File.WriteAllText(Alpha, "[smart-crate\n");
        var stale = await _core.Crate(Alpha, crate => crate.State == CrateState.Stale, "stale");
        (stale.Name, stale.Issues.Single().Line).ShouldBe(("alpha", 1));
        File.WriteAllText(Alpha, TempFolder.Toml("alpha", "3.0.0"));
        (await _core.Crate(Alpha, crate => crate.State == CrateState.Valid, "valid")).Manifest!.Version.ShouldBe("3.0.0");
    }

    [Fact]
    public async Task A_half_written_manifest_that_becomes_whole_within_the_grace_is_no_error()
    {
        await using var patient = new DiscoveryCore(new DiscoveryOptions { Roots = [_folder.Path], Grace = LongGrace });
        await patient.FollowAsync();
        patient.Scan();
        File.WriteAllText(Alpha, "[smart-crate]\nname = \"al");
        await Eventually.True(() => patient.Held.Count == 1, "the broken manifest is held");
        File.WriteAllText(Alpha, TempFolder.Toml("alpha", "2.0.0"));
        await patient.Crate(Alpha, crate => crate.Manifest!.Version == "2.0.0", "whole");
        patient.Held.Count.ShouldBe(0);
        patient.Changes.ShouldAllBe(change => change.Crate.State == CrateState.Valid);
    }

    [Fact]
    public async Task A_writer_that_keeps_the_file_open_is_heard_too()
    {
        await using var stream = new FileStream(Alpha, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        stream.Write(Encoding.UTF8.GetBytes(TempFolder.Toml("alpha", "7.7.7")));
        stream.Flush(flushToDisk: true);
        await _core.Crate(Alpha, crate => crate.Manifest!.Version == "7.7.7", "the open file's content");
    }

    [Fact]
    public async Task New_folders_are_followed_however_deep_and_fast_they_come()
    {
        var paths = Enumerable.Range(0, 40).Select(index => _folder.WriteCrate($"new/{index % 4}/deep/er/crate-{index}")).ToList();
        foreach (var path in paths)
        {
            await _core.Crate(path, crate => crate.State == CrateState.Valid, path);
        }

        File.WriteAllText(paths[7], TempFolder.Toml("crate-7", "2.0.0"));
        await _core.Crate(paths[7], crate => crate.Manifest!.Version == "2.0.0", "a change in a new folder");
    }

    [Fact]
    public async Task A_moved_folder_keeps_its_crates_and_is_followed_at_its_new_place()
    {
        var paths = new[] { "tree/one", "tree/sub/two" }.Select(name => _folder.WriteCrate(name)).ToList();
        foreach (var path in paths)
        {
            await _core.Crate(path, crate => crate.State == CrateState.Valid, path);
        }

        var ids = _core.Crates.ToDictionary(crate => crate.Name, crate => crate.Id);
        Directory.Move(_folder.At("tree"), _folder.At("moved"));
        await _core.Crate(_folder.Manifest("moved/sub/two"), crate => crate.Id == ids["two"], "two moved");
        await _core.Crate(_folder.Manifest("moved/one"), crate => crate.Id == ids["one"], "one moved");
        _folder.WriteCrate("moved/sub/two", "2.0.0");
        await _core.Crate(_folder.Manifest("moved/sub/two"), crate => crate.Manifest!.Version == "2.0.0", "followed after the move");
        _core.Crates.Select(crate => crate.Path).ShouldBe([Alpha, _folder.Manifest("moved/one"), _folder.Manifest("moved/sub/two")]);
        _core.Changes.ShouldAllBe(change => !change.IsRemoval);
    }

    [Fact]
    public async Task A_manifest_moved_to_another_folder_is_a_move()
    {
        var id = _core.Crates.Single().Id;
        Directory.CreateDirectory(_folder.At("beta"));
        File.Move(Alpha, _folder.Manifest("beta"));
        (await _core.Crate(_folder.Manifest("beta"), _ => true, "moved")).Id.ShouldBe(id);
        _core.Crates.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_deleted_manifest_folder_or_tree_is_removed()
    {
        var deep = _folder.WriteCrate("tree/sub/two");
        await _core.Crate(deep, crate => crate.State == CrateState.Valid, "two");
        File.Delete(Alpha);
        await _core.Gone(Alpha);
        Directory.Delete(_folder.At("tree"), recursive: true);
        await _core.Gone(deep);
        _core.Changes.Count(change => change.IsRemoval).ShouldBe(2);
    }

    [Fact]
    public async Task A_folder_moved_out_of_the_root_is_removed_and_no_longer_followed()
    {
        using var outside = new TempFolder();
        var inside = _folder.WriteCrate("going/away");
        await _core.Crate(inside, crate => crate.State == CrateState.Valid, "away");
        Directory.Move(_folder.At("going"), outside.At("gone"));
        await _core.Gone(inside);
        outside.WriteCrate("gone/away", "9.9.9");
        _folder.WriteCrate("alpha", "2.0.0");
        await _core.Crate(Alpha, crate => crate.Manifest!.Version == "2.0.0", "a later event");
        _core.Crates.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task What_is_pruned_is_not_heard()
    {
        _folder.WriteCrate("node_modules/pkg");
        _folder.WriteCrate("later");
        await _core.Crate(_folder.Manifest("later"), _ => true, "a later event");
        _core.Crates.Select(crate => crate.Name).ShouldBe(["alpha", "later"]);
        _core.Watch.Watched.ShouldBe(3, "the root, alpha and later");
    }

    [Fact]
    public async Task A_folder_that_moves_out_of_a_pruned_one_is_found()
    {
        _folder.WriteCrate("node_modules/pkg");
        Directory.Move(_folder.At("node_modules/pkg"), _folder.At("pkg"));
        await _core.Crate(_folder.Manifest("pkg"), crate => crate.State == CrateState.Valid, "pkg");
    }

    [Fact]
    public async Task Pipes_links_and_folders_that_appear_are_issues()
    {
        using var outside = new TempFolder();
        Directory.CreateDirectory(_folder.At("pipe"));
        Directory.CreateDirectory(_folder.At("link"));
        await SpecialFiles.PipeAsync(_folder.Manifest("pipe"));
        File.CreateSymbolicLink(_folder.Manifest("link"), outside.WriteCrate("secret"));
        Directory.CreateDirectory(_folder.Manifest("folder"));
        foreach (var (name, code) in new[] { ("pipe", IssueCodes.NotAFile), ("link", IssueCodes.IsLink), ("folder", IssueCodes.NotAFile) })
        {
            var crate = await _core.Crate(_folder.Manifest(name), crate => crate.State == CrateState.Invalid, name);
            crate.Issues.ShouldHaveSingleItem().Code.ShouldBe(code);
        }
    }

    [Fact]
    public async Task Over_the_budget_of_watches_it_is_degraded_and_a_scan_still_finds_everything()
    {
        _folder.WriteCrate("b");
        _folder.WriteCrate("c");
        await using var small = new DiscoveryCore(new DiscoveryOptions { Roots = [_folder.Path], WatchBudget = 2, WalkThreads = 1 });
        await small.FollowAsync();
        small.Scan();
        (small.Watch.State, small.Watch.Watched, small.Watch.Unwatched, small.Watch.Budget).ShouldBe((WatchState.Degraded, 2, 2, 2));
        foreach (var name in new[] { "alpha", "b", "c" })
        {
            _folder.WriteCrate(name, "2.0.0");
        }

        small.Scan();
        small.Crates.ShouldAllBe(crate => crate.Manifest!.Version == "2.0.0");
        small.Watch.Unwatched.ShouldBe(2);
    }

    [Fact]
    public async Task Without_a_watch_it_polls_and_the_grace_still_holds()
    {
        await using var polling = new DiscoveryCore(new DiscoveryOptions { Roots = [_folder.Path], Watch = false });
        await polling.FollowAsync();
        polling.Scan();
        polling.Watch.State.ShouldBe(WatchState.Polling);
        File.Delete(Alpha);
        polling.Scan();
        await polling.Gone(Alpha);
    }

    [Fact]
    public async Task When_the_kernel_drops_events_everything_is_scanned_again()
    {
        var limit = int.Parse(File.ReadAllText("/proc/sys/fs/inotify/max_queued_events"), System.Globalization.CultureInfo.InvariantCulture);
        if (limit > 50_000)
        {
            // The queue is larger than a test should fill; where it is the kernel's default this test runs.
            return;
        }

        await using var late = new DiscoveryCore(_folder.Path);
        late.Scan();
        for (var index = 0; index <= limit / 2; index++)
        {
            File.Create(_folder.At($"alpha/f{index}")).Dispose();
            File.Delete(_folder.At($"alpha/f{index}"));
        }

        _folder.WriteCrate("alpha", "2.0.0");
        await late.FollowAsync();
        await Eventually.True(() => late.Watch.Overflows == 1, "the overflow is seen");
        late.Watch.State.ShouldBe(WatchState.Degraded);
        (await late.Requests.TakeAsync(LongGrace, CancellationToken.None)).ShouldNotBeNull().Reason.ShouldBe(ScanReason.Overflow);
        late.Scan();
        late.Crates.ShouldHaveSingleItem().Manifest!.Version.ShouldBe("2.0.0");
        late.Watch.State.ShouldBe(WatchState.Live);
    }

    private async Task SaveAsync(string way, string content)
    {
        var beside = _folder.At("alpha/tmp");
        switch (way)
        {
            case "in place":
                File.WriteAllText(Alpha, content);
                break;
            case "rename over":
                File.WriteAllText(beside, content);
                File.Move(beside, Alpha, overwrite: true);
                break;
            case "vim":
                File.Move(Alpha, Alpha + "~");
                File.WriteAllText(Alpha, content);
                File.Delete(Alpha + "~");
                break;
            case "truncate and append":
                File.WriteAllText(Alpha, "");
                foreach (var line in content.Split('\n'))
                {
                    File.AppendAllText(Alpha, line + "\n");
                }

                break;
            case "delete and create":
                File.Delete(Alpha);
                File.WriteAllText(Alpha, content);
                break;
            default:
                File.WriteAllText(beside, content);
                File.Delete(Alpha);
                await SpecialFiles.HardLinkAsync(beside, Alpha);
                break;
        }
    }
}
