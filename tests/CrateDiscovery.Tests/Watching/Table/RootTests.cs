using Ctas7.CrateDiscovery.Registry;
using Ctas7.CrateDiscovery.Scanning;
using Ctas7.CrateDiscovery.Tests.Hosts;
using Ctas7.CrateDiscovery.Watching;
using Ctas7.Testing;

namespace Ctas7.CrateDiscovery.Tests.Watching.Table;

/// <summary>Roots and mounts that vanish and return: the crates are missing, then the same crates again. See <see cref="WatchTableTests"/>.</summary>
public sealed class RootTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Root => _folder.At("root");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_root_renamed_away_and_back()
    {
        await using var core = await CoreAsync();
        Directory.Move(Root, _folder.At("away"));
        await AllAsync(core, CrateState.Missing);
        Directory.Move(_folder.At("away"), Root);
        await BackAsync(core);
    }

    [Fact]
    public async Task A_root_deleted_and_made_anew()
    {
        await using var core = await CoreAsync();
        Directory.Delete(Root, recursive: true);
        await AllAsync(core, CrateState.Missing);
        WriteCrates();
        await BackAsync(core);
    }

    [Fact]
    public async Task A_root_swapped_for_another_folder_with_the_same_crates()
    {
        await using var core = await CoreAsync();
        Directory.CreateDirectory(_folder.At("next"));
        Commands.Run("cp", "-r", $"{Root}/.", _folder.At("next"));
        Directory.Move(Root, _folder.At("last"));
        Directory.Move(_folder.At("next"), Root);
        await core.Crate(_folder.Manifest("root/a"), crate => crate.State == CrateState.Valid, "back");
        _folder.WriteCrate("root/a", "2.0.0");
        await core.Crate(_folder.Manifest("root/a"), crate => crate.Manifest!.Version == "2.0.0", "the new folder is followed");
        await BackAsync(core);
    }

    [MountFact]
    public async Task A_root_unmounted_and_mounted_again()
    {
        using var mount = new MemoryMount(Root);
        await using var core = await CoreAsync();
        mount.Unmount();
        await AllAsync(core, CrateState.Missing);
        core.Crates.ShouldAllBe(crate => crate.RemovalDue == null);
        core.Crates[0].Issues[0].Message.ShouldContain("another file system");
        mount.Mount();
        WriteCrates();
        await BackAsync(core);
    }

    [MountFact]
    public async Task An_inner_mount_that_goes_and_comes_back()
    {
        Directory.CreateDirectory(Root);
        using var mount = new MemoryMount(_folder.At("root/inner"));
        _folder.WriteCrate("root/inner/x");
        await using var core = await CoreAsync();
        mount.Unmount();
        var lost = await core.Crate(_folder.Manifest("root/inner/x"), crate => crate.State == CrateState.Missing, "missing");
        lost.RemovalDue.ShouldBeNull();
        core.Crates.Count(crate => crate.State == CrateState.Valid).ShouldBe(3);
        mount.Mount();
        _folder.WriteCrate("root/inner/x");
        var back = await core.Crate(_folder.Manifest("root/inner/x"), crate => crate.State == CrateState.Valid, "back");
        back.Id.ShouldBe(lost.Id);
    }

    [MountFact]
    public async Task A_folder_that_is_mounted_over()
    {
        WriteCrates();
        await using var core = await CoreAsync();
        using var mount = new MemoryMount(_folder.At("root/a"));
        await core.Crate(_folder.Manifest("root/a"), crate => crate.State == CrateState.Missing, "hidden by the mount");
        mount.Unmount();
        await core.Crate(_folder.Manifest("root/a"), crate => crate.State == CrateState.Valid, "seen again");
    }

    [MountFact]
    public async Task A_disk_that_is_exchanged_for_another_with_most_of_the_crates()
    {
        using var mount = new MemoryMount(Root);
        await using var core = await CoreAsync(TimeSpan.FromSeconds(1));
        mount.Unmount();
        mount.Mount();
        _folder.WriteCrate("root/a");
        _folder.WriteCrate("root/b");
        await core.Crate(_folder.Manifest("root/a"), crate => crate.State == CrateState.Valid, "a is there");
        await core.Gone(_folder.Manifest("root/c"));
        core.Crates.Count.ShouldBe(2);
    }

    private void WriteCrates()
    {
        foreach (var name in new[] { "a", "b", "c" })
        {
            _folder.WriteCrate($"root/{name}");
        }
    }

    private async Task<DiscoveryCore> CoreAsync(TimeSpan? hold = null)
    {
        WriteCrates();
        var core = new DiscoveryCore(new DiscoveryOptions
        {
            Roots = [Root],
            PollInterval = TimeSpan.FromMilliseconds(200),
            Grace = TimeSpan.FromMilliseconds(100),
            RemovalHold = hold ?? TimeSpan.FromMinutes(5),
        });
        await core.LiveAsync();
        core.Watch.State.ShouldBe(WatchState.Live);
        return core;
    }

    private static Task AllAsync(DiscoveryCore core, CrateState state)
        => Eventually.True(() => core.Crates.Count == 3 && core.Crates.All(crate => crate.State == state), $"all are {state}");

    private static async Task BackAsync(DiscoveryCore core)
    {
        await AllAsync(core, CrateState.Valid);
        core.Crates.Select(crate => crate.Id).ShouldBe(core.Changes.Take(3).Select(change => change.Crate.Id), ignoreOrder: true);
        core.Changes.ShouldAllBe(change => !change.IsRemoval);
        core.Crates.ShouldAllBe(crate => crate.MissingSince == null && crate.Issues.IsEmpty);
        await Eventually.True(() => core.Watch.State == WatchState.Live, "live again");
    }
}
