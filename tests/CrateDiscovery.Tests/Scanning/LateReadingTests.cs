using Ctas7.CrateDiscovery.Files;
using Ctas7.CrateDiscovery.Manifests;
using Ctas7.CrateDiscovery.Scanning;
using Ctas7.CrateDiscovery.Tests.Hosts;
using Ctas7.Testing;

namespace Ctas7.CrateDiscovery.Tests.Scanning;

/// <summary>A walk reads, and tells later: what happens on the disk in between counts more.</summary>
public sealed class LateReadingTests : IAsyncLifetime, IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly DiscoveryCore _core;

    public LateReadingTests() => _core = new DiscoveryCore(Root);

    private string Root => _folder.At("in");

    public Task InitializeAsync()
    {
        Directory.CreateDirectory(Root);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await _core.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_reading_that_is_told_late_does_not_end_the_grace_of_a_later_one()
    {
        var path = _folder.WriteCrate("in/a");
        _core.Scan();
        var late = _core.Reconciler.Read(Root, path, ReadingCause.Scan);
        File.Delete(path);
        _core.Reconciler.Look(Root, path, ReadingCause.Deleted);
        _core.Reconciler.Take([late]);
        _core.Held.Paths().ShouldBe([path], "somebody saw later that it is gone");
        await SettleAsync();
        _core.Crates.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_crate_that_is_deleted_before_a_walk_tells_of_it_never_was()
    {
        var path = _folder.WriteCrate("in/a");
        var walk = Visitor();
        using (var folder = Open("in/a"))
        {
            walk.Manifest(folder, "a"u8);
        }

        File.Delete(path);
        _core.Reconciler.Look(Root, path, ReadingCause.Deleted, settled: true).ShouldBeEmpty("nobody knows it");
        walk.Finish();
        await SettleAsync();
        _core.Changes.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_folder_that_moves_out_before_a_walk_tells_of_its_crates_leaves_none()
    {
        _folder.WriteCrate("in/a");
        await _core.FollowAsync();
        var walk = Visitor();
        using (var root = Open("in"))
        {
            walk.Entering(root, []).ShouldBeTrue();
        }

        using (var folder = Open("in/a"))
        {
            walk.Manifest(folder, "a"u8);
        }

        Directory.Move(_folder.At("in/a"), _folder.At("out"));
        await Eventually.True(() => _core.Reconciler.Disappearances > 0, "the move is seen");
        walk.Finish();
        await Eventually.True(() => _core.Held.Count == 0, "all is settled");
        _core.Changes.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_folder_that_moves_while_a_walk_has_it_open_is_not_taken_for_its_old_place()
    {
        _folder.WriteCrate("in/old/x");
        await _core.FollowAsync();
        _core.Scan();
        var walk = Visitor();
        using var folder = Open("in/old/x");
        Directory.Move(_folder.At("in/old"), _folder.At("in/new"));
        var moved = _folder.Manifest("in/new/x");
        await _core.Crate(moved, _ => true, "the new place");
        await _core.Gone(_folder.Manifest("in/old/x"));
        walk.Entering(folder, "old/x"u8).ShouldBeFalse();
        walk.Manifest(folder, "old/x"u8);
        walk.Finish();
        await Eventually.True(() => _core.Held.Count == 0, "all is settled");
        _core.Crates.ShouldHaveSingleItem().Path.ShouldBe(moved);
        _core.Changes.Count.ShouldBe(2, "a discovery and a move");
    }

    [Fact]
    public async Task A_watch_keeps_the_place_where_its_folder_is()
    {
        _folder.WriteCrate("in/old/x");
        await _core.FollowAsync();
        _core.Scan();
        var moves = _core.Watch.Moves;
        using var folder = Open("in/old/x");
        Directory.Move(_folder.At("in/old"), _folder.At("in/new"));
        var moved = _folder.Manifest("in/new/x");
        await _core.Crate(moved, _ => true, "the new place");
        var watched = _core.Watch.Watched;
        _core.Watch.Add(folder, Root, _folder.At("in/old/x"), moves);
        _core.Watch.Watched.ShouldBe(watched);
        _folder.WriteCrate("in/new/x", "2.0.0");
        await _core.Crate(moved, crate => crate.Manifest!.Version == "2.0.0", "a change at the new place");
    }

    private ManifestVisitor Visitor()
        => new(Root, ReadingCause.Scan, _core.Reader, _core.Registry, _core.Reconciler, _core.Watch, new WalkCounters());

    private OpenFile Open(string folder)
    {
        OpenFile.Root(_folder.At(folder), out var open).ShouldBe(FileError.None);
        return open;
    }

    private Task SettleAsync() => Eventually.True(
        () =>
        {
            _core.Reconciler.LookAtDue();
            return _core.Held.Count == 0;
        },
        "nothing is held");
}
