using Ctas7.CrateDiscovery.Cache;
using Ctas7.CrateDiscovery.Manifests;
using Ctas7.CrateDiscovery.Registry;
using Ctas7.CrateDiscovery.Tests.Hosts;
using Ctas7.Toml;

namespace Ctas7.CrateDiscovery.Tests.Registry;

/// <summary>A registry that is a copy of another, and epochs.</summary>
public sealed class ReplicatedRegistryTests : IAsyncDisposable
{
    private static readonly ManifestParser Parser = new(TomlVersion.Toml10);

    private readonly TempFolder _folder = new();
    private readonly DiscoveryCore _leader;
    private readonly CrateRegistry _copy = new(TimeProvider.System);

    public ReplicatedRegistryTests() => _leader = new DiscoveryCore(_folder.Path);

    public async ValueTask DisposeAsync()
    {
        await _leader.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_copy_that_is_told_every_change_is_as_the_leader_is_after_each_of_them()
    {
        Become();
        var told = new List<RegistryChange>();
        _copy.Changed += told.AddRange;
        _folder.WriteCrate("a");
        _folder.WriteCrate("b");
        await _leader.ScanAndSettleAsync();
        _folder.Write("b", TempFolder.Toml("a"));
        await _leader.ScanAndSettleAsync();
        Directory.Move(_folder.At("a"), _folder.At("c"));
        await _leader.ScanAndSettleAsync();
        Directory.Delete(_folder.At("b"), recursive: true);
        await _leader.ScanAndSettleAsync();

        foreach (var change in _leader.Changes)
        {
            _copy.Replicate([Stored(change)]).ShouldBeTrue($"revision {change.Revision}");
        }

        ShouldBeTheSame();
        told.Select(change => (change.Revision, change.Crate.Id, change.IsRemoval)).ShouldBe(_leader.Changes.Select(change => (change.Revision, change.Crate.Id, change.IsRemoval)));
        _copy.Current.Removed.Single().History.Length.ShouldBe(_leader.Registry.Current.Removed.Single().History.Length);
    }

    [Fact]
    public async Task A_change_after_a_gap_is_refused_and_changes_nothing()
    {
        Become();
        _folder.WriteCrate("a");
        await _leader.ScanAndSettleAsync();
        _folder.WriteCrate("a", "2.0.0");
        await _leader.ScanAndSettleAsync();

        _copy.Replicate([Stored(_leader.Changes[1])]).ShouldBeFalse();

        (_copy.Current.Revision, _copy.Current.ByPath.Count).ShouldBe((0, 0));
        _copy.Replicate([.. _leader.Changes.Select(Stored)]).ShouldBeTrue();
        ShouldBeTheSame();
    }

    [Fact]
    public async Task A_new_epoch_ends_subscriptions_and_revisions_go_on()
    {
        _folder.WriteCrate("a");
        await _leader.ScanAndSettleAsync();
        var registry = _leader.Registry;
        var before = registry.Current;
        using var subscription = registry.Subscribe(before.Epoch, before.Revision);
        RegistrySnapshot? replaced = null;
        registry.Replaced += snapshot => replaced = snapshot;

        registry.BeginEpoch();

        subscription.Changes.Completion.IsCompleted.ShouldBeTrue();
        subscription.IsReplaced.ShouldBeTrue();
        replaced.ShouldBeSameAs(registry.Current);
        registry.Current.Epoch.ShouldNotBe(before.Epoch);
        registry.Subscribe(before.Epoch, before.Revision).Replay.ShouldBeNull("revisions of another epoch do not compare");
        _folder.WriteCrate("b");
        await _leader.ScanAndSettleAsync();
        registry.Current.Revision.ShouldBe(before.Revision + 1);
    }

    [Fact]
    public async Task What_was_copied_gives_way_to_any_reading_of_this_process()
    {
        _folder.WriteCrate("a");
        _folder.WriteCrate("b");
        await _leader.ScanAndSettleAsync();
        var stored = _leader.Registry.Current;

        await using var later = new DiscoveryCore(_folder.Path);
        later.Registry.Replace(RegistrySnapshot.Of(stored.Epoch, stored.Revision, [.. stored.ByPath.Values.Select(Stored)], [], 0, []));
        File.Delete(_folder.Manifest("b"));
        _folder.WriteCrate("a", "2.0.0");
        await later.ScanAndSettleAsync();

        later.Crates.ShouldHaveSingleItem().Manifest!.Version.ShouldBe("2.0.0");
        later.Crates[0].Id.ShouldBe(stored.Find("a")!.Id);
    }

    private void Become() => _copy.Replace(RegistrySnapshot.Of(_leader.Registry.Current.Epoch, 0, [], [], 0, []));

    private static CrateRecord Stored(CrateRecord crate) => StoredCrates.Read(StoredCrates.Write(crate), Parser);

    private static ReplicatedChange Stored(RegistryChange change) => change.IsRemoval
        ? new ReplicatedChange(change.Revision, null, new RemovedCrate(change.Crate.Id, change.Crate.Name, change.Crate.Path, change.Crate.Root, change.Crate.UpdatedAt, change.Crate.History))
        : new ReplicatedChange(change.Revision, Stored(change.Crate), null);

    private void ShouldBeTheSame()
    {
        var (one, other) = (_leader.Registry.Current, _copy.Current);
        (other.Epoch, other.Revision).ShouldBe((one.Epoch, one.Revision));
        other.ByPath.Keys.ShouldBe(one.ByPath.Keys);
        other.ByPath.Values.Select(crate => System.Text.Encoding.UTF8.GetString(crate.Json.Span)).ShouldBe(one.ByPath.Values.Select(crate => System.Text.Encoding.UTF8.GetString(crate.Json.Span)));
        other.ByPath.Values.Select(crate => other.Find(crate.Name)?.Id).ShouldBe(one.ByPath.Values.Select(crate => one.Find(crate.Name)?.Id));
        other.Removed.Select(crate => crate.Id).ShouldBe(one.Removed.Select(crate => crate.Id));
    }
}
