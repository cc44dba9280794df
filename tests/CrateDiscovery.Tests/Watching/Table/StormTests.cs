using Ctas7.CrateDiscovery.Registry;
using Ctas7.CrateDiscovery.Scanning;
using Ctas7.CrateDiscovery.Tests.Hosts;
using Ctas7.CrateDiscovery.Watching;
using Ctas7.Testing;

namespace Ctas7.CrateDiscovery.Tests.Watching.Table;

/// <summary>Ten thousand manifests at once: everything arrives, once, in few steps. See <see cref="WatchTableTests"/>.</summary>
public sealed class StormTests : IDisposable
{
    private const int Crates = 10_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(150);
    private readonly TempFolder _folder = new();
    private int _batches;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Ten_thousand_manifests_changed_at_once_are_one_change_each()
    {
        for (var index = 0; index < Crates; index++)
        {
            _folder.WriteCrate(Place(index));
        }

        await using var core = new DiscoveryCore(new DiscoveryOptions { Roots = [_folder.Path], PollInterval = TimeSpan.FromMilliseconds(200) });
        await core.LiveAsync();
        core.Crates.Count.ShouldBe(Crates);
        core.Registry.Changed += _ => Interlocked.Increment(ref _batches);
        for (var round = 0; round < 2; round++)
        {
            // Saved twice, as by a formatter that goes through a workspace.
            for (var index = 0; index < Crates; index++)
            {
                _folder.WriteCrate(Place(index), round == 1 ? "2.0.0" : "1.0.0");
            }
        }

        await Eventually.True(() => core.Crates.All(crate => crate.Manifest!.Version == "2.0.0") && core.Held.Count == 0, "all have the last version", Patience);
        await Eventually.True(() => core.Watch.State == WatchState.Live, "live, also after lost events", Patience);
        var changes = core.Changes.Skip(Crates).ToList();
        changes.Count.ShouldBe(Crates, "one change per crate, whatever happened in between");
        changes.ShouldAllBe(change => change.Crate.State == CrateState.Valid && !change.IsRemoval);
        _batches.ShouldBeLessThan(Crates / 4, "readers are told in batches");
    }

    [Fact]
    public async Task Thousands_of_crates_moved_folder_by_folder_stay_the_same_crates()
    {
        const int Some = 2_000;
        for (var index = 0; index < Some; index++)
        {
            _folder.WriteCrate($"from/crate-{index}");
        }

        Directory.CreateDirectory(_folder.At("to"));
        await using var core = new DiscoveryCore(new DiscoveryOptions { Roots = [_folder.Path], PollInterval = TimeSpan.FromMilliseconds(200) });
        await core.LiveAsync();
        var ids = core.Crates.Select(crate => crate.Id).Order().ToList();
        for (var index = 0; index < Some; index++)
        {
            Directory.Move(_folder.At($"from/crate-{index}"), _folder.At($"to/crate-{index}"));
        }

        await Eventually.True(() => core.Crates.All(crate => crate.Path.StartsWith(_folder.At("to/"), StringComparison.Ordinal)) && core.Held.Count == 0, "all have moved", Patience);
        core.Crates.Select(crate => crate.Id).Order().ShouldBe(ids);
        core.Changes.ShouldAllBe(change => !change.IsRemoval && change.Crate.State == CrateState.Valid);
    }

    private static string Place(int index) => $"g{index % 100}/crate-{index}";
}
