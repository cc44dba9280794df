using System.Text;
using Ctas7.CrateDiscovery.Files;
using Ctas7.CrateDiscovery.Manifests;
using Ctas7.CrateDiscovery.Registry;
using Ctas7.CrateDiscovery.Tests.Hosts;
using Ctas7.Toml;

namespace Ctas7.CrateDiscovery.Tests.Registry;

public sealed class CrateRegistryTests
{
    private const string Root = "/r";
    private static readonly ManifestParser Parser = new(TomlVersion.Toml10);
    private readonly CrateRegistry _registry = new(TimeProvider.System);
    private long _sequence;

    [Fact]
    public void A_new_manifest_is_a_crate_and_a_changed_one_the_same_crate()
    {
        var first = Apply(Good("/r/a", "one")).ShouldHaveSingleItem();
        var second = Apply(Good("/r/a", "one", "2.0.0")).ShouldHaveSingleItem();
        (second.Crate.Id, second.Revision, second.IsRemoval).ShouldBe((first.Crate.Id, 2, false));
        second.Crate.Manifest!.Version.ShouldBe("2.0.0");
        second.Crate.DiscoveredAt.ShouldBe(first.Crate.DiscoveredAt);
        first.Crate.Id.Version.ShouldBe(7);
    }

    [Fact]
    public void The_same_content_again_is_no_change()
    {
        Apply(Good("/r/a", "one"));
        Apply(Good("/r/a", "one") with { File = new FileIdentity(1, 99, 0) }).ShouldBeEmpty();
        _registry.Current.Revision.ShouldBe(1);
    }

    [Fact]
    public void A_broken_manifest_keeps_its_last_good_content_until_it_recovers()
    {
        Apply(Good("/r/a", "one"));
        var stale = Apply(Broken("/r/a")).ShouldHaveSingleItem().Crate;
        (stale.State, stale.Name, stale.Issues.Single().Code).ShouldBe((CrateState.Stale, "one", IssueCodes.Syntax));
        var since = stale.StaleSince.ShouldNotBeNull();
        Apply(Broken("/r/a")).ShouldBeEmpty();
        Apply(Broken("/r/a", "other")).ShouldHaveSingleItem().Crate.StaleSince.ShouldBe(since);
        var valid = Apply(Good("/r/a", "one")).ShouldHaveSingleItem().Crate;
        (valid.State, valid.StaleSince, valid.Issues.Length).ShouldBe((CrateState.Valid, null, 0));
    }

    [Fact]
    public void A_manifest_that_was_never_good_is_listed_by_its_folder()
    {
        var crate = Apply(Broken("/r/folder")).ShouldHaveSingleItem().Crate;
        (crate.State, crate.Name, crate.Manifest).ShouldBe((CrateState.Invalid, "folder", null));
        _registry.Current.Find("folder").ShouldBe(crate);
        Apply(Good("/r/b", "folder"));
        _registry.Current.Find("folder")!.Path.ShouldBe(Path("/r/b"), "a readable crate answers first");
    }

    [Fact]
    public void Of_two_manifests_with_one_name_the_first_path_answers_and_both_say_so()
    {
        Apply(Good("/r/b", "same"));
        var changes = Apply(Good("/r/a", "same"));
        changes.Count.ShouldBe(3, "the new one, and both again with their duplicates");
        foreach (var crate in _registry.Current.ByPath.Values)
        {
            crate.Duplicates.ShouldBe([Path("/r/a"), Path("/r/b")]);
            crate.Issues.ShouldHaveSingleItem().Code.ShouldBe(IssueCodes.DuplicateName);
        }

        _registry.Current.Find("same")!.Path.ShouldBe(Path("/r/a"));
        Apply(Absent("/r/a")).Count.ShouldBe(2);
        _registry.Current.Find("same")!.Duplicates.ShouldBeEmpty();
        Apply(Good("/r/b", "renamed"));
        _registry.Current.Find("same").ShouldBeNull();
    }

    [Fact]
    public void A_file_at_a_new_path_is_the_same_crate_when_its_old_path_is_empty()
    {
        var before = Apply(Good("/r/a", "one")).Single().Crate;
        var changes = _registry.Apply([Good("/r/b", "one", "2.0.0"), Absent("/r/a")]);
        var moved = changes.ShouldHaveSingleItem().Crate;
        (moved.Id, moved.Path, moved.Manifest!.Version).ShouldBe((before.Id, Path("/r/b"), "2.0.0"));
        _registry.Current.ByPath.Keys.ShouldBe([Path("/r/b")]);
        _registry.Current.Find(before.Id).ShouldBe(moved);
        _registry.Current.Find("one").ShouldBe(moved);
    }

    [Fact]
    public void A_copy_elsewhere_is_a_move_only_when_there_is_no_doubt_which()
    {
        Apply(Good("/r/a", "one") with { File = new(1, 1, 1) });
        Apply(Good("/r/b", "one") with { File = new(1, 2, 2) });
        var changes = _registry.Apply([Good("/r/c", "one") with { File = new(1, 3, 3) }, Absent("/r/a"), Absent("/r/b")]);
        changes.Count(change => change.IsRemoval).ShouldBe(2, "either could have been moved");
    }

    [Fact]
    public void An_older_reading_changes_nothing_also_after_a_removal()
    {
        var old = Good("/r/a", "old");
        Apply(Good("/r/a", "new"));
        Apply(old).ShouldBeEmpty();
        var late = Good("/r/a", "late");
        Apply(Absent("/r/a")).ShouldHaveSingleItem().IsRemoval.ShouldBeTrue();
        Apply(late).ShouldBeEmpty();
        _registry.Current.ByPath.ShouldBeEmpty();
    }

    [Fact]
    public void Crates_keep_their_identity_and_last_good_content_over_a_restart()
    {
        var id = Guid.CreateVersion7();
        var seen = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        var lastGood = Good("/r/stale", "was-good").Manifest;
        _registry.Remember([
            new RememberedCrate(id, Path("/r/a"), seen, "", null, null, null),
            new RememberedCrate(Guid.CreateVersion7(), Path("/r/stale"), seen, "", null, () => lastGood, seen),
        ]);
        var crate = Apply(Good("/r/a", "one")).Single().Crate;
        (crate.Id, crate.DiscoveredAt).ShouldBe((id, seen));
        var stale = Apply(Broken("/r/stale")).Single().Crate;
        (stale.State, stale.Name, stale.StaleSince).ShouldBe((CrateState.Stale, "was-good", seen));
    }

    [Fact]
    public void A_crate_that_moved_while_the_service_was_away_is_known_by_its_content()
    {
        var id = Guid.CreateVersion7();
        var reading = Good("/r/b", "one");
        _registry.Remember([new RememberedCrate(id, Path("/r/a"), DateTimeOffset.UnixEpoch, reading.ContentHash, null, null, null)]);
        _registry.MayHaveMovedFrom(reading, []).ShouldBe([Path("/r/a")]);
        _registry.Apply([reading, Absent("/r/a")]).ShouldHaveSingleItem().Crate.Id.ShouldBe(id);
    }

    [Fact]
    public void Identities_that_are_recalled_late_are_a_removal_and_a_new_crate()
    {
        var before = Apply(Good("/r/a", "one")).Single().Crate;
        var id = Guid.CreateVersion7();
        using var subscription = _registry.Subscribe(null, -1);
        _registry.AdoptIdentities([new RememberedCrate(id, Path("/r/a"), DateTimeOffset.UnixEpoch, "", null, null, null)]);
        _registry.Current.Find("one")!.Id.ShouldBe(id);
        _registry.Current.Find(before.Id).ShouldBeNull();
        subscription.Changes.TryRead(out var removal).ShouldBeTrue();
        subscription.Changes.TryRead(out var upsert).ShouldBeTrue();
        (removal!.IsRemoval, removal.Crate.Id, upsert!.IsRemoval, upsert.Crate.Id).ShouldBe((true, before.Id, false, id));
    }

    [Fact]
    public void A_reader_resumes_from_a_remembered_revision_or_starts_from_the_whole_state()
    {
        for (var index = 0; index < 10; index++)
        {
            Apply(Good("/r/a", "one", $"1.0.{index}"));
        }

        var epoch = _registry.Current.Epoch;
        using var resumed = _registry.Subscribe(epoch, 7);
        resumed.Replay.ShouldNotBeNull().Select(change => change.Revision).ShouldBe([8, 9, 10]);
        using var current = _registry.Subscribe(epoch, 10);
        current.Replay.ShouldNotBeNull().ShouldBeEmpty();
        using var fromTheFuture = _registry.Subscribe(epoch, 11);
        fromTheFuture.Replay.ShouldBeNull();
        using var otherEpoch = _registry.Subscribe("other", 7);
        otherEpoch.Replay.ShouldBeNull();
        otherEpoch.Start.Revision.ShouldBe(10);
    }

    [Fact]
    public void More_changes_than_are_remembered_mean_a_fresh_start()
    {
        for (var index = 0; index <= CrateRegistry.RememberedChanges; index++)
        {
            Apply(Good("/r/a", "one", $"1.0.{index}"));
        }

        using var tooOld = _registry.Subscribe(_registry.Current.Epoch, 0);
        tooOld.Replay.ShouldBeNull();
        using var justRemembered = _registry.Subscribe(_registry.Current.Epoch, 1);
        justRemembered.Replay!.Value.Length.ShouldBe(CrateRegistry.RememberedChanges);
    }

    [Fact]
    public async Task A_reader_that_falls_too_far_behind_is_cut_off()
    {
        using var subscription = _registry.Subscribe(null, -1);
        for (var index = 0; index <= RegistrySubscription.Bound; index++)
        {
            Apply(Good("/r/a", "one", $"1.0.{index}"));
        }

        var read = 0;
        await foreach (var _ in subscription.Changes.ReadAllAsync())
        {
            read++;
        }

        read.ShouldBe(RegistrySubscription.Bound);
    }

    [Fact]
    public void What_was_confirmed_of_a_crate_outlives_the_news_of_a_second_claimant()
    {
        var first = Good("/r/a", "one");
        Apply(first);
        var absence = Absent("/r/a");
        Apply(first with { Sequence = ++_sequence }).ShouldBeEmpty();
        Apply(Good("/r/b", "one") with { File = new FileIdentity(1, 8, 8) }).Count.ShouldBe(3);
        Apply(absence).ShouldBeEmpty("it was read before the crate was last seen");
        _registry.Current.ByPath.Count.ShouldBe(2);
    }

    [Fact]
    public void Another_cargo_file_with_the_stamp_of_the_last_one_is_a_change()
    {
        var first = Good("/r/a", "one") with { Cargo = new CargoFile("before", [], new FileStamp(10, 1, 1, new FileIdentity(1, 9, 9), Doubtful: true)) };
        Apply(first);
        var change = Apply(first with { Sequence = ++_sequence, Cargo = first.Cargo! with { PackageName = "after" } }).ShouldHaveSingleItem();
        change.Crate.Cargo!.PackageName.ShouldBe("after");
    }

    [Fact]
    public void Of_a_place_that_was_left_the_later_of_both_readings_counts()
    {
        var first = Good("/r/a", "one");
        Apply(first);
        var there = first with { Sequence = ++_sequence, Path = Path("/r/b") };
        var late = Good("/r/a", "one");
        _registry.Apply([there, Absent("/r/a")]).ShouldHaveSingleItem();
        Apply(late).ShouldBeEmpty("it was read before the place was found empty");
    }

    private IReadOnlyList<RegistryChange> Apply(ManifestReading reading) => _registry.Apply([reading]);

    private static string Path(string folder) => $"{folder}/smart-crate.toml";

    private ManifestReading Good(string folder, string name, string version = "1.0.0")
    {
        var content = Encoding.UTF8.GetBytes(TempFolder.Toml(name, version));
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content));
        var manifest = Parser.Parse(Path(folder), content, hash, out _).ShouldNotBeNull();
        return new ManifestReading(++_sequence, Root, Path(folder), ManifestOutcome.Good) { Manifest = manifest, ContentHash = hash, File = new FileIdentity(1, 7, 7) };
    }

    private ManifestReading Broken(string folder, string hash = "broken") => new(++_sequence, Root, Path(folder), ManifestOutcome.Broken)
    {
        ContentHash = hash,
        Issues = [new ManifestIssue(IssueSeverity.Error, IssueCodes.Syntax, "Broken.", Path(folder), 1, 1)],
    };

    private ManifestReading Absent(string folder) => new(++_sequence, Root, Path(folder), ManifestOutcome.Absent);
}
