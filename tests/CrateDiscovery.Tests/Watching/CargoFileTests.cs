using Ctas7.CrateDiscovery.Manifests;
using Ctas7.CrateDiscovery.Registry;
using Ctas7.CrateDiscovery.Scanning;
using Ctas7.CrateDiscovery.Tests.Hosts;
using Ctas7.Testing;

namespace Ctas7.CrateDiscovery.Tests.Watching;

/// <summary>A <c>Cargo.toml</c> beside a manifest is part of the crate, however its change comes to be known.</summary>
public sealed class CargoFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Cargo => _folder.At("a/Cargo.toml");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_follower_hears_of_a_cargo_file_alone()
    {
        var path = _folder.WriteCrate("a");
        await using var core = new DiscoveryCore(_folder.Path);
        await core.FollowAsync();
        core.Scan();
        Directory.CreateDirectory(_folder.At("no-crate"));
        WriteCargo("../b");
        var crate = await core.Crate(path, found => found.Cargo is { PathDependencies.Length: 1 }, "the dependency");
        (crate.Cargo!.PackageName, crate.Cargo.PathDependencies[0].Path, crate.State).ShouldBe(("a", "../b", CrateState.Valid));
        File.Delete(Cargo);
        await core.Crate(path, found => found.Cargo is null, "without it");
    }

    [Fact]
    public async Task A_scan_finds_it_too_and_each_change_is_a_revision()
    {
        var path = _folder.WriteCrate("a");
        WriteCargo("../b");
        await using var core = new DiscoveryCore(_folder.Path);
        await core.ScanAndSettleAsync();
        var first = core.Registry.Current.ByPath[path];
        WriteCargo("../c");
        await core.ScanAndSettleAsync();
        var second = core.Registry.Current.ByPath[path];
        second.Cargo!.PathDependencies[0].Path.ShouldBe("../c");
        second.Revision.ShouldBe(first.Revision + 1);
        second.Manifest.ShouldBeSameAs(first.Manifest);
        WriteCargo("../c");
        await core.ScanAndSettleAsync();
        core.Registry.Current.Revision.ShouldBe(second.Revision, "the same again is no change");
    }

    [Fact]
    public async Task A_broken_one_is_told_after_the_grace_and_until_then_the_last_counts()
    {
        var path = _folder.WriteCrate("a");
        WriteCargo("../b");
        await using var core = new DiscoveryCore(new DiscoveryOptions { Roots = [_folder.Path], Grace = TimeSpan.FromSeconds(20) });
        core.Scan();
        File.WriteAllText(Cargo, "[package");
        core.Scan();
        core.Held.Count.ShouldBe(1);
        core.Registry.Current.ByPath[path].Cargo!.PathDependencies.ShouldHaveSingleItem();
        core.Reconciler.Look(_folder.Path, path, ReadingCause.Settled, settled: true);
        var crate = core.Registry.Current.ByPath[path];
        (crate.State, crate.Issues.ShouldHaveSingleItem().Code, crate.Cargo!.PathDependencies.Length).ShouldBe((CrateState.Valid, IssueCodes.CargoSyntax, 0));
    }

    [Fact]
    public async Task One_written_in_two_steps_is_never_told_half()
    {
        var path = _folder.WriteCrate("a");
        WriteCargo("../b");
        await using var core = new DiscoveryCore(new DiscoveryOptions { Roots = [_folder.Path], Grace = TimeSpan.FromSeconds(20) });
        await core.FollowAsync();
        core.Scan();
        File.WriteAllText(Cargo, "[package");
        await Eventually.True(() => core.Held.Count == 1, "the half one is held");
        WriteCargo("../c");
        await core.Crate(path, found => found.Cargo!.PathDependencies is [{ Path: "../c" }], "the whole one");
        core.Held.Count.ShouldBe(0);
        core.Changes.ShouldAllBe(change => change.Crate.Issues.IsEmpty);
    }

    private void WriteCargo(string dependency)
        => File.WriteAllText(Cargo, $"[package]\nname = \"a\"\n[dependencies]\nx = {{ path = \"{dependency}\" }}\n");
}
