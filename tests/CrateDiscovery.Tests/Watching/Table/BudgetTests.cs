using Ctas7.CrateDiscovery.Registry;
using Ctas7.CrateDiscovery.Scanning;
using Ctas7.CrateDiscovery.Tests.Hosts;
using Ctas7.CrateDiscovery.Watching;
using Ctas7.Testing;

namespace Ctas7.CrateDiscovery.Tests.Watching.Table;

/// <summary>The budget of watches, and what is polled beyond it. See <see cref="WatchTableTests"/>.</summary>
public sealed class BudgetTests : IDisposable
{
    private static readonly TimeSpan OftenEnough = TimeSpan.FromMilliseconds(200);
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Pruned_folders_take_no_watch()
    {
        _folder.WriteCrate("alpha");
        _folder.WriteCrate("node_modules/a/b/c");
        _folder.WriteCrate("alpha/target/debug/d");
        await using var core = new DiscoveryCore(new DiscoveryOptions { Roots = [_folder.Path], PollInterval = OftenEnough });
        await core.LiveAsync();
        core.Watch.Watched.ShouldBe(2, "the root and alpha");
        _folder.WriteCrate("obj/x/y");
        _folder.WriteCrate("later");
        await core.Crate(_folder.Manifest("later"), _ => true, "a later event");
        core.Watch.Watched.ShouldBe(3);
        core.Crates.Select(crate => crate.Name).ShouldBe(["alpha", "later"]);
    }

    [Fact]
    public async Task Used_up_it_is_degraded_the_rest_is_polled_and_with_fewer_folders_it_is_live_again()
    {
        foreach (var name in new[] { "a", "b", "c", "d" })
        {
            _folder.WriteCrate(name);
        }

        await using var core = new DiscoveryCore(new DiscoveryOptions { Roots = [_folder.Path], WatchBudget = 3, PollInterval = OftenEnough });
        await core.LiveAsync();
        (core.Watch.State, core.Watch.Watched, core.Watch.Unwatched, core.Watch.Budget).ShouldBe((WatchState.Degraded, 3, 2, 3));
        foreach (var name in new[] { "a", "b", "c", "d" })
        {
            _folder.WriteCrate(name, "2.0.0");
        }

        await Eventually.True(() => core.Crates.All(crate => crate.Manifest!.Version == "2.0.0"), "all changes, watched or not");
        core.Watch.State.ShouldBe(WatchState.Degraded);
        Directory.Delete(_folder.At("a"), recursive: true);
        Directory.Delete(_folder.At("b"), recursive: true);
        await Eventually.True(() => core.Watch.State == WatchState.Live, "live again");
        (core.Watch.Watched, core.Watch.Unwatched).ShouldBe((3, 0));
        await Eventually.True(() => core.Crates.Count == 2, "two are left");
    }

    [Fact]
    public async Task New_folders_beyond_it_are_degraded_and_found()
    {
        _folder.WriteCrate("a");
        await using var core = new DiscoveryCore(new DiscoveryOptions { Roots = [_folder.Path], WatchBudget = 2, PollInterval = OftenEnough });
        await core.LiveAsync();
        core.Watch.State.ShouldBe(WatchState.Live);
        _folder.WriteCrate("b");
        await core.Crate(_folder.Manifest("b"), _ => true, "b");
        await Eventually.True(() => core.Watch.State == WatchState.Degraded, "degraded");
        _folder.WriteCrate("b/deep/c");
        await core.Crate(_folder.Manifest("b/deep/c"), _ => true, "c in an unwatched folder");
    }

    [Fact]
    public async Task A_folder_that_left_the_roots_unseen_gives_its_watch_back()
    {
        _folder.WriteCrate("in/a/b/c");
        await using var core = new DiscoveryCore(_folder.At("in"));
        core.Scan();
        core.Watch.Watched.ShouldBe(4);

        // Nobody follows, so nobody hears of the move: the next scan does not meet the folders.
        Directory.Move(_folder.At("in/a"), _folder.At("out"));
        core.Scan();
        core.Watch.Watched.ShouldBe(1);
    }

    [Fact]
    public async Task Without_events_everything_is_polled_and_the_grace_still_holds()
    {
        _folder.WriteCrate("alpha");
        _folder.WriteCrate("goes");
        await using var core = new DiscoveryCore(new DiscoveryOptions { Roots = [_folder.Path], Watch = false, PollInterval = OftenEnough });
        await core.LiveAsync();
        (core.Watch.State, core.Watch.Watched).ShouldBe((WatchState.Polling, 0));
        _folder.WriteCrate("alpha", "2.0.0");
        _folder.WriteCrate("new/crate");
        Directory.Delete(_folder.At("goes"), recursive: true);
        await Eventually.True(
            () => core.Crates.Select(crate => $"{crate.Name} {crate.Manifest!.Version}").SequenceEqual(["alpha 2.0.0", "crate 1.0.0"]), "all changes are found");
        _folder.Write("alpha", "[smart-crate");
        (await core.Crate(_folder.Manifest("alpha"), crate => crate.State == CrateState.Stale, "stale")).Name.ShouldBe("alpha");
        core.Watch.State.ShouldBe(WatchState.Polling);
    }
}
