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
}
