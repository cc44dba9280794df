using Ctas7.CrateDiscovery.Manifests;
using Ctas7.CrateDiscovery.Registry;
using Ctas7.CrateDiscovery.Scanning;
using Ctas7.CrateDiscovery.Tests.Hosts;
using Ctas7.Testing;

namespace Ctas7.CrateDiscovery.Tests.Watching;

/// <summary>A loss is not a removal: what vanishes with its root or with most of it is missing first.</summary>
public sealed class RemovalGuardTests : IDisposable
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(600);
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Half_of_a_root_gone_at_once_is_missing_and_comes_back_as_it_was()
    {
        await using var core = await CoreAsync(20, TimeSpan.FromMinutes(5));
        var before = core.Crates.ToDictionary(crate => crate.Path, crate => crate.Id);
        Directory.Move(_folder.At("in/group"), _folder.At("outside"));
        await Eventually.True(() => core.Crates.Count(crate => crate.State == CrateState.Missing) == 12, "twelve are missing");
        var missing = core.Crates.First(crate => crate.State == CrateState.Missing);
        missing.Issues.ShouldHaveSingleItem().Code.ShouldBe(IssueCodes.RemovalHeld);
        missing.Issues[0].Message.ShouldContain("12 of 20 crates");
        missing.RemovalDue.ShouldBe(missing.MissingSince + TimeSpan.FromMinutes(5));
        core.Removals.Count.ShouldBe(12);

        Directory.Move(_folder.At("outside"), _folder.At("in/group"));
        await Eventually.True(() => core.Crates.All(crate => crate.State == CrateState.Valid), "all are back");
        core.Crates.ToDictionary(crate => crate.Path, crate => crate.Id).ShouldBe(before, ignoreOrder: true);
        core.Crates.ShouldAllBe(crate => crate.MissingSince == null && crate.RemovalDue == null && crate.StaleSince == null && crate.Issues.IsEmpty);
        core.Changes.ShouldAllBe(change => !change.IsRemoval);
        core.Removals.Count.ShouldBe(0);
    }

    [Fact]
    public async Task What_is_not_back_by_then_is_removed()
    {
        await using var core = await CoreAsync(20, Short);
        Directory.Delete(_folder.At("in/group"), recursive: true);
        await Eventually.True(() => core.Crates.Count == 8, "they are removed when their time has come");
        core.Changes.Count(change => !change.IsRemoval && change.Crate.State == CrateState.Missing).ShouldBe(12, "missing first");
        core.Changes.Count(change => change.IsRemoval && change.Crate.State == CrateState.Missing).ShouldBe(12, "then removed");
    }

    [Fact]
    public async Task A_few_crates_of_many_are_removed_after_the_grace_as_ever()
    {
        await using var core = await CoreAsync(40, TimeSpan.FromMinutes(5));
        Directory.Delete(_folder.At("in/group"), recursive: true);
        await Eventually.True(() => core.Crates.Count == 28, "twelve of forty are no mass");
        core.Removals.Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_mass_that_goes_step_by_step_is_still_a_mass()
    {
        await using var core = await CoreAsync(60, TimeSpan.FromMinutes(5));
        foreach (var folder in Directory.GetDirectories(_folder.At("in"), "*", SearchOption.AllDirectories).Where(path => File.Exists(Path.Combine(path, "smart-crate.toml"))).Take(58))
        {
            var path = Path.Combine(folder, "smart-crate.toml");
            Directory.Delete(folder, recursive: true);
            if (core.Crates.Count > 45)
            {
                // One at a time at first: no look sees more than a few gone.
                await core.Gone(path);
            }
        }

        await Eventually.True(() => core.Held.Count == 0 && core.Crates.Count(crate => crate.State == CrateState.Valid) == 2, "two are left");
        core.Removals.Count.ShouldBeGreaterThan(10, "the later ones are held back");
    }

    [Fact]
    public async Task A_mass_move_within_the_roots_is_moves_and_nothing_else()
    {
        await using var core = await CoreAsync(30, TimeSpan.FromMinutes(5));
        var ids = core.Crates.ToDictionary(crate => crate.Name, crate => crate.Id);
        foreach (var folder in Directory.GetDirectories(_folder.At("in/group")))
        {
            Directory.Move(folder, _folder.At($"in/{Path.GetFileName(folder)}"));
        }

        await Eventually.True(() => !core.Crates.Any(crate => crate.Path.Contains("/group/", StringComparison.Ordinal)), "all have moved");
        core.Crates.ToDictionary(crate => crate.Name, crate => crate.Id).ShouldBe(ids, ignoreOrder: true);
        core.Changes.ShouldAllBe(change => !change.IsRemoval && change.Crate.State == CrateState.Valid);
    }

    [Fact]
    public async Task A_missing_crate_that_turns_up_elsewhere_has_moved()
    {
        await using var core = await CoreAsync(20, TimeSpan.FromMinutes(5));
        var ids = core.Crates.ToDictionary(crate => crate.Name, crate => crate.Id);
        Directory.Move(_folder.At("in/group"), _folder.At("outside"));
        await Eventually.True(() => core.Removals.Count == 12, "twelve are missing");

        // As another checkout brings them: other files with the same content.
        await SpecialFiles.CopyTreeAsync(_folder.At("outside"), _folder.At("in/other"));
        await Eventually.True(() => core.Removals.Count == 0, "none is missing");
        core.Crates.ToDictionary(crate => crate.Name, crate => crate.Id).ShouldBe(ids, ignoreOrder: true);
        core.Crates.Count(crate => crate.Path.Contains("/other/", StringComparison.Ordinal)).ShouldBe(12);
        core.Changes.ShouldAllBe(change => !change.IsRemoval);
    }

    [Fact]
    public async Task An_empty_root_keeps_its_crates_for_a_while()
    {
        await using var core = await CoreAsync(3, Short);
        Directory.Move(_folder.At("in/all"), _folder.At("outside"));
        await Eventually.True(() => core.Crates.Count == 0, "in the end they are removed");
        var missing = core.Changes.Where(change => !change.IsRemoval && change.Crate.State == CrateState.Missing).ToList();
        missing.Count.ShouldBe(3, "but first they were missing");
        missing.ShouldAllBe(change => change.Crate.Issues[0].Message.Contains("is empty", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_hold_everything_is_removed_after_the_grace()
    {
        await using var core = await CoreAsync(20, TimeSpan.Zero);
        Directory.Delete(_folder.At("in/group"), recursive: true);
        await Eventually.True(() => core.Crates.Count == 8, "removed at once");
        core.Changes.ShouldAllBe(change => change.Crate.State == CrateState.Valid);
    }

    [Fact]
    public async Task A_root_that_is_away_keeps_its_crates_without_an_end_until_somebody_confirms()
    {
        await using var core = await CoreAsync(3, Short);
        Directory.Move(_folder.At("in"), _folder.At("away"));
        core.Scan();
        core.Crates.ShouldAllBe(crate => crate.State == CrateState.Missing && crate.MissingSince != null && crate.RemovalDue == null);
        core.Scan(confirmRemovals: true);
        core.Crates.ShouldBeEmpty();
    }

    [Fact]
    public async Task Confirmed_are_only_those_that_are_missing_and_not_back()
    {
        await using var core = await CoreAsync(20, TimeSpan.FromMinutes(5));
        Directory.Move(_folder.At("in/group"), _folder.At("outside"));
        await Eventually.True(() => core.Removals.Count == 12, "twelve are missing");
        Directory.CreateDirectory(_folder.At("in/group"));
        Directory.Move(_folder.At("outside/c0"), _folder.At("in/group/c0"));
        await core.Crate(_folder.Manifest("in/group/c0"), crate => crate.State == CrateState.Valid, "one is back");
        core.Scan(confirmRemovals: true);
        core.Crates.Count.ShouldBe(9);
        core.Crates.ShouldAllBe(crate => crate.State == CrateState.Valid);
    }

    [Fact]
    public async Task Paths_that_nobody_knows_are_no_loss()
    {
        await using var core = await CoreAsync(15, TimeSpan.FromMinutes(5));
        var (root, known) = (_folder.At("in"), _folder.Manifest("in/c12"));
        File.Delete(known);
        core.Reconciler.Take(Enumerable.Range(0, 50)
            .Select(index => core.Reconciler.Read(root, _folder.Manifest($"in/never{index}"), ReadingCause.Scan))
            .Append(core.Reconciler.Read(root, known, ReadingCause.Scan)));
        await core.Gone(known);
        core.Removals.Count.ShouldBe(0);
    }

    [Theory]
    [InlineData(3, "in/all", 3)]
    [InlineData(20, "in/group", 12)]
    [InlineData(40, "in/group", 0)]
    public async Task What_only_an_earlier_run_knew_is_missing_first_too(int crates, string lost, int missing)
    {
        IReadOnlyList<RememberedCrate> earlier;
        await using (var before = await CoreAsync(crates, TimeSpan.FromMinutes(5)))
        {
            earlier = before.Remembered;
        }

        Directory.Delete(_folder.At(lost), recursive: true);
        await using var core = Core(TimeSpan.FromMinutes(5));
        await core.LiveAsync(earlier);
        var held = core.Crates.Where(crate => crate.State == CrateState.Missing).ToList();
        held.Count.ShouldBe(missing);
        held.ShouldAllBe(crate => crate.RemovalDue != null && crate.Manifest != null && crate.Issues[0].Code == IssueCodes.RemovalHeld);
        held.Select(crate => crate.Id).ShouldBeSubsetOf(earlier.Select(crate => crate.Id));
    }

    /// <summary>A core that follows a root with so many crates, twelve of them, or all of fewer, in one folder.</summary>
    private async Task<DiscoveryCore> CoreAsync(int crates, TimeSpan hold)
    {
        for (var index = 0; index < crates; index++)
        {
            _folder.WriteCrate(crates > 12 && index < 12 ? $"in/group/c{index}" : crates > 12 ? $"in/c{index}" : $"in/all/c{index}");
        }

        var core = Core(hold);
        await core.FollowAsync();
        core.Scan();
        core.Crates.Count.ShouldBe(crates);
        return core;
    }

    private DiscoveryCore Core(TimeSpan hold) => new(new DiscoveryOptions { Roots = [_folder.At("in")], RemovalHold = hold, Grace = TimeSpan.FromMilliseconds(100) });
}
