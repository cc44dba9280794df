using System.Globalization;
using Ctas7.CrateDiscovery.Scanning;
using Ctas7.CrateDiscovery.Tests.Hosts;
using Ctas7.CrateDiscovery.Watching;
using Ctas7.Testing;

namespace Ctas7.CrateDiscovery.Tests.Watching.Table;

/// <summary>The kernel's queue of events really overflows, as nobody reads it. See <see cref="WatchTableTests"/>.</summary>
public sealed class OverflowTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Lost_events_are_degraded_until_a_whole_scan_is_done_then_live()
    {
        _folder.WriteCrate("alpha");
        await using var core = new DiscoveryCore(_folder.Path);
        core.Scan();
        core.Watch.State.ShouldBe(WatchState.Live);
        FillQueue();
        _folder.WriteCrate("alpha", "2.0.0");
        await core.FollowAsync();
        await Eventually.True(() => core.Watch.Overflows == 1, "the overflow is seen", Patience);
        core.Watch.State.ShouldBe(WatchState.Degraded);
        (await core.Requests.TakeAsync(Patience, CancellationToken.None)).ShouldNotBeNull().Reason.ShouldBe(ScanReason.Overflow);
        core.Watch.BeginScan();
        core.Watch.State.ShouldBe(WatchState.Degraded, "not before the scan is done");
        core.Watch.EndScan(isCompleted: false);
        core.Watch.State.ShouldBe(WatchState.Degraded, "nor after one that was cancelled");
        core.Scan();
        core.Crates.ShouldHaveSingleItem().Manifest!.Version.ShouldBe("2.0.0");
        core.Watch.State.ShouldBe(WatchState.Live);
    }

    [Fact]
    public async Task What_happened_in_the_dark_is_found()
    {
        _folder.WriteCrate("alpha");
        _folder.WriteCrate("goes");
        _folder.WriteCrate("moves");
        await using var core = new DiscoveryCore(new DiscoveryOptions { Roots = [_folder.Path], PollInterval = TimeSpan.FromMinutes(1), Grace = TimeSpan.FromMilliseconds(100) });
        core.Scan();
        var moves = core.Registry.Current.Find("moves")!;
        FillQueue();
        _folder.WriteCrate("alpha", "2.0.0");
        Directory.Delete(_folder.At("goes"), recursive: true);
        Directory.Move(_folder.At("moves"), _folder.At("moved"));
        _folder.WriteCrate("deep/new/crate");
        await core.LiveAsync();
        await Eventually.True(
            () => core.Crates.Select(crate => $"{crate.Name} {crate.Manifest!.Version}").SequenceEqual(["alpha 2.0.0", "crate 1.0.0", "moves 1.0.0"]), "all is found", Patience);
        core.Registry.Current.Find("moves")!.Id.ShouldBe(moves.Id);
        await Eventually.True(() => core.Watch.State == WatchState.Live, "live", Patience);
        _folder.WriteCrate("deep/new/crate", "3.0.0");
        await core.Crate(_folder.Manifest("deep/new/crate"), crate => crate.Manifest!.Version == "3.0.0", "what appeared in the dark is followed");
    }

    [Fact]
    public async Task A_tree_of_more_folders_than_the_queue_holds_events_moves_out_without_an_overflow()
    {
        var limit = int.Parse(File.ReadAllText("/proc/sys/fs/inotify/max_queued_events"), CultureInfo.InvariantCulture);
        for (var index = 0; index <= limit; index++)
        {
            Directory.CreateDirectory(_folder.At($"in/tree/{index % 100}/{index}"));
        }

        await using var core = new DiscoveryCore(_folder.At("in"));
        core.Scan();
        await core.FollowAsync();
        core.Watch.Watched.ShouldBeGreaterThan(limit);
        Directory.Move(_folder.At("in/tree"), _folder.At("out"));
        await Eventually.True(() => core.Watch.Watched == 1, "the root is left", Patience);
        _folder.WriteCrate("in/alpha");
        await core.Crate(_folder.Manifest("in/alpha"), _ => true, "what comes after it");
        (core.Watch.Overflows, core.Watch.State).ShouldBe((0, WatchState.Live));
    }

    [Fact]
    public async Task A_folder_that_is_refused_between_two_scans_is_known_as_a_change_of_the_state_at_once()
    {
        await using var core = new DiscoveryCore(_folder.Path);
        core.Scan();
        core.Watch.History.IsNews(WatchState.Live).ShouldBeFalse();
        core.Watch.Refuse(_folder.At("alpha"), Ctas7.CrateDiscovery.Files.FileError.NoSpace);
        (core.Watch.State, core.Watch.History.IsNews(WatchState.Degraded)).ShouldBe((WatchState.Degraded, false));
        core.Scan();
        (core.Watch.State, core.Watch.History.IsNews(WatchState.Live)).ShouldBe((WatchState.Live, false));
    }

    /// <summary>More events than the queue holds; two in turn, as equal ones that follow each other are one.</summary>
    private void FillQueue()
    {
        var limit = int.Parse(File.ReadAllText("/proc/sys/fs/inotify/max_queued_events"), CultureInfo.InvariantCulture);
        string[] files = [_folder.At("alpha/one"), _folder.At("alpha/two")];
        foreach (var file in files)
        {
            File.Create(file).Dispose();
        }

        for (var index = 0; index <= limit; index++)
        {
            File.SetLastWriteTimeUtc(files[index % 2], DateTime.UnixEpoch.AddSeconds(index));
        }
    }
}
