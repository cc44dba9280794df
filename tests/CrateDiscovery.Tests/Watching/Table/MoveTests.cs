using Ctas7.CrateDiscovery.Registry;
using Ctas7.CrateDiscovery.Scanning;
using Ctas7.CrateDiscovery.Tests.Hosts;
using Ctas7.Testing;

namespace Ctas7.CrateDiscovery.Tests.Watching.Table;

/// <summary>What moves, is the same crate at another place, and is followed there. See <see cref="WatchTableTests"/>.</summary>
public sealed class MoveTests : IAsyncLifetime, IDisposable
{
    private readonly TempFolder _folder = new();
    private DiscoveryCore _core = null!;

    public async Task InitializeAsync()
    {
        _folder.WriteCrate("one/alpha");
        _folder.WriteCrate("one/group/beta");
        _folder.WriteCrate("one/group/deep/gamma");
        _folder.WriteCrate("one/stays");
        _folder.WriteCrate("two/delta");
        _core = new DiscoveryCore(_folder.At("one"), _folder.At("two"));
        await _core.LiveAsync();
    }

    public async Task DisposeAsync() => await _core.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_manifest()
    {
        Directory.CreateDirectory(_folder.At("one/other"));
        File.Move(_folder.Manifest("one/alpha"), _folder.Manifest("one/other"));
        await MovedAsync("alpha", "one/other");
    }

    [Fact]
    public async Task A_folder_of_crates()
    {
        Directory.Move(_folder.At("one/group"), _folder.At("one/team"));
        await MovedAsync("gamma", "one/team/deep/gamma");
        await MovedAsync("beta", "one/team/beta");
        _folder.WriteCrate("one/team/deep/gamma", "2.0.0");
        await _core.Crate(_folder.Manifest("one/team/deep/gamma"), crate => crate.Manifest!.Version == "2.0.0", "followed at its new place");
    }

    [Fact]
    public async Task Between_roots()
    {
        Directory.Move(_folder.At("one/group"), _folder.At("two/group"));
        (await MovedAsync("gamma", "two/group/deep/gamma")).Root.ShouldBe(_folder.At("two"));
        await MovedAsync("beta", "two/group/beta");
        _folder.WriteCrate("two/group/beta", "2.0.0");
        await _core.Crate(_folder.Manifest("two/group/beta"), crate => crate.Manifest!.Version == "2.0.0", "followed in the other root");
    }

    [Fact]
    public async Task Out_of_the_roots_and_in_again()
    {
        Directory.Move(_folder.At("one/group"), _folder.At("outside"));
        await _core.Gone(_folder.Manifest("one/group/beta"));
        await _core.Gone(_folder.Manifest("one/group/deep/gamma"));
        _folder.WriteCrate("outside/beta", "9.9.9");
        Directory.Move(_folder.At("outside"), _folder.At("two/back"));
        await _core.Crate(_folder.Manifest("two/back/beta"), crate => crate.Manifest!.Version == "9.9.9", "beta is back");
        _core.Crates.Count.ShouldBe(5);
    }

    [Fact]
    public async Task Two_that_exchange_their_places()
    {
        Directory.Move(_folder.At("one/alpha"), _folder.At("one/tmp"));
        Directory.Move(_folder.At("one/stays"), _folder.At("one/alpha"));
        Directory.Move(_folder.At("one/tmp"), _folder.At("one/stays"));
        await _core.Crate(_folder.Manifest("one/alpha"), crate => crate.Name == "stays", "stays is at alpha's place");
        await _core.Crate(_folder.Manifest("one/stays"), crate => crate.Name == "alpha", "alpha is at the other's place");

        // The place between may have been met; what was there is gone after the grace.
        await Eventually.True(() => _core.Crates.Count == 5, "five crates are left");
        _core.Crates.Select(crate => crate.Id).Distinct().Count().ShouldBe(5);
    }

    [Fact]
    public async Task A_folder_replaced_by_a_link()
    {
        Directory.Move(_folder.At("one/group"), _folder.At("real"));
        Directory.CreateSymbolicLink(_folder.At("one/group"), _folder.At("real"));
        await _core.Gone(_folder.Manifest("one/group/beta"));
        await _core.Gone(_folder.Manifest("one/group/deep/gamma"));
        _folder.WriteCrate("real/beta", "2.0.0");
        _folder.WriteCrate("one/stays", "2.0.0");
        await _core.Crate(_folder.Manifest("one/stays"), crate => crate.Manifest!.Version == "2.0.0", "a later event");
        _core.Crates.Select(crate => crate.Name).ShouldBe(["alpha", "stays", "delta"]);
    }

    [Fact]
    public async Task Deep_new_trees_that_appear_at_once()
    {
        using var outside = new TempFolder();
        for (var index = 0; index < 150; index++)
        {
            outside.WriteCrate($"tree/{index % 3}/a/b/c/d/e/{index % 10}/crate-{index}");
        }

        Commands.Run("cp", "-r", outside.At("tree"), _folder.At("one/copied"));
        Commands.Run("mkdir", "-p", _folder.At("two/x/y/z/u/v/w"));
        _folder.WriteCrate("two/x/y/z/u/v/w/last");
        await _core.Crate(_folder.Manifest("two/x/y/z/u/v/w/last"), _ => true, "the last");
        await Eventually.True(() => _core.Crates.Count == 5 + 150 + 1, "all of them");
        _folder.WriteCrate("one/copied/1/a/b/c/d/e/1/crate-1", "2.0.0");
        await _core.Crate(_folder.Manifest("one/copied/1/a/b/c/d/e/1/crate-1"), crate => crate.Manifest!.Version == "2.0.0", "a new folder is followed");
    }

    [Fact]
    public async Task A_folder_renamed_again_and_again_while_it_is_walked()
    {
        for (var index = 0; index < 60; index++)
        {
            _folder.WriteCrate($"one/group/many/crate-{index}");
        }

        for (var index = 0; index < 20; index++)
        {
            _core.Requests.Ask(ScanReason.Request);
            Directory.Move(_folder.At(index == 0 ? "one/group" : $"one/g{index}"), _folder.At($"one/g{index + 1}"));
        }

        var last = _folder.At("one/g20");
        await Eventually.True(
            () => _core.Crates.Count == 65 && _core.Crates.Count(crate => crate.Path.StartsWith(last + "/", StringComparison.Ordinal)) == 62, "all are at their last place");
        var path = _folder.Manifest("one/g20/many/crate-7");
        _folder.WriteCrate("one/g20/many/crate-7", "2.0.0");
        await _core.Crate(path, crate => crate.Manifest!.Version == "2.0.0", "followed at its last place");
    }

    private async Task<CrateRecord> MovedAsync(string name, string to)
    {
        var first = _core.Changes.First(change => change.Crate.Name == name).Crate;
        var moved = await _core.Crate(_folder.Manifest(to), crate => crate.State == CrateState.Valid, $"{name} at {to}");
        (moved.Id, moved.Name, moved.DiscoveredAt).ShouldBe((first.Id, name, first.DiscoveredAt));
        await Eventually.True(() => _core.Held.Count == 0, "nothing is held");
        _core.Crates.Count.ShouldBe(5);
        _core.Changes.ShouldAllBe(change => !change.IsRemoval);
        return moved;
    }
}
