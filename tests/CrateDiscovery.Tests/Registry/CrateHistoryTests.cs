using System.Text;
using Ctas7.CrateDiscovery.Manifests;
using Ctas7.CrateDiscovery.Registry;
using Ctas7.CrateDiscovery.Tests.Hosts;
using Ctas7.Toml;

namespace Ctas7.CrateDiscovery.Tests.Registry;

public sealed class CrateHistoryTests
{
    private const string Root = "/r";
    private static readonly ManifestParser Parser = new(TomlVersion.Toml10);
    private readonly ShiftedClock _clock = new();
    private readonly CrateRegistry _registry;
    private long _sequence;

    public CrateHistoryTests() => _registry = new CrateRegistry(_clock);

    [Fact]
    public void Every_change_of_a_crate_is_an_entry_with_its_cause_and_what_it_changed()
    {
        Apply(Good("/r/a", "one") with { Cause = ReadingCause.Created });
        Apply(Good("/r/a", "one", "2.0.0") with { Cause = ReadingCause.Written });
        Apply(Broken("/r/a") with { Cause = ReadingCause.Written });
        Apply(Good("/r/a", "one", "2.0.0") with { Cause = ReadingCause.MovedIn });
        var history = Crate("/r/a").History;
        history.Select(entry => (entry.Kind, entry.Cause, entry.Revision)).ShouldBe(
        [
            (CrateChangeKind.Discovered, ReadingCause.Created, 1L),
            (CrateChangeKind.Updated, ReadingCause.Written, 2L),
            (CrateChangeKind.Invalid, ReadingCause.Written, 3L),
            (CrateChangeKind.Recovered, ReadingCause.MovedIn, 4L),
        ]);
        history[0].Changed.ShouldBeEmpty();
        history[1].Changed.ShouldContain(new FieldChange("version", "\"1.0.0\"", "\"2.0.0\""));
        history[1].Changed.Select(change => change.Field).ShouldBe(["version", "trivariate_hash", "content_hash"]);
        history[2].Changed.ShouldContain(new FieldChange("state", "\"valid\"", "\"stale\""));
        history[2].Changed.ShouldContain(new FieldChange("issues", null, null), "a list is named, not shown");
        history[3].ContentHash.ShouldBe(Crate("/r/a").ContentHash);
    }

    [Fact]
    public void A_move_names_both_places_and_a_second_claimant_is_an_entry_of_both()
    {
        var first = Good("/r/a", "one");
        Apply(first);
        _registry.Apply([Absent("/r/a") with { Cause = ReadingCause.MovedOut }, first with { Sequence = ++_sequence, Path = Path("/r/b"), Cause = ReadingCause.MovedIn }]);
        var moved = Crate("/r/b").History[^1];
        (moved.Kind, moved.Path, moved.FromPath, moved.Cause).ShouldBe((CrateChangeKind.Moved, Path("/r/b"), Path("/r/a"), ReadingCause.MovedIn));
        Apply(Good("/r/c", "one", "3.0.0"));
        Crate("/r/b").History[^1].Kind.ShouldBe(CrateChangeKind.Duplicate);
        Crate("/r/c").History.Select(entry => entry.Kind).ShouldBe([CrateChangeKind.Discovered, CrateChangeKind.Duplicate]);
    }

    [Fact]
    public void An_unreachable_root_is_missing_and_its_return_a_recovery()
    {
        Apply(Good("/r/a", "one"));
        Apply(new ManifestReading(++_sequence, Root, Path("/r/a"), ManifestOutcome.Unreachable));
        Apply(Good("/r/a", "one"));
        Crate("/r/a").History.Select(entry => entry.Kind).ShouldBe([CrateChangeKind.Discovered, CrateChangeKind.Missing, CrateChangeKind.Recovered]);
    }

    [Fact]
    public void A_crate_keeps_its_last_fifty_entries()
    {
        for (var version = 0; version < 60; version++)
        {
            Apply(Good("/r/a", "one", $"1.0.{version}"));
        }

        var history = Crate("/r/a").History;
        history.Length.ShouldBe(CrateHistory.MostEntries);
        history[0].Version.ShouldBe("1.0.10");
        history[^1].Version.ShouldBe("1.0.59");
    }

    [Fact]
    public void A_removed_crate_keeps_its_history_for_a_day_and_takes_it_up_when_the_same_file_is_back()
    {
        var reading = Good("/r/a", "one");
        Apply(reading);
        Apply(Absent("/r/a") with { Cause = ReadingCause.Deleted });
        var removed = _registry.Current.Removed.ShouldHaveSingleItem();
        (removed.Name, removed.Path).ShouldBe(("one", Path("/r/a")));
        removed.History.Select(entry => (entry.Kind, entry.Cause)).ShouldBe(
            [(CrateChangeKind.Discovered, ReadingCause.Scan), (CrateChangeKind.Removed, ReadingCause.Deleted)]);

        Apply(reading with { Sequence = ++_sequence });
        _registry.Current.Removed.ShouldBeEmpty();
        Crate("/r/a").History.Select(entry => entry.Kind).ShouldBe([CrateChangeKind.Discovered, CrateChangeKind.Removed, CrateChangeKind.Discovered]);

        Apply(Absent("/r/a"));
        Apply(Good("/r/z", "other"));
        _clock.Shift += TimeSpan.FromHours(25);
        Apply(Absent("/r/z"));
        _registry.Current.Removed.Select(crate => crate.Name).ShouldBe(["other"], "a day has passed since the first");
    }

    [Fact]
    public void Of_very_many_removed_crates_the_last_thousand_are_kept()
    {
        var readings = Enumerable.Range(0, RemovedCrate.Most + 200).Select(number => Good($"/r/{number:D5}", $"crate-{number:D5}")).ToList();
        _registry.Apply(readings);
        _registry.Apply([.. readings.Select(reading => new ManifestReading(++_sequence, Root, reading.Path, ManifestOutcome.Absent))]);
        _registry.Current.ByPath.ShouldBeEmpty();
        _registry.Current.Removed.Count.ShouldBe(RemovedCrate.Most);
        _registry.Current.Removed[^1].Name.ShouldBe("crate-01199");
    }

    [Fact]
    public void What_changes_of_the_name_of_a_missing_crate_is_not_that_it_is_missing_again()
    {
        Apply(Good("/r/a", "one"));
        Apply(Good("/r/b", "one"));
        Apply(new ManifestReading(++_sequence, Root, Path("/r/a"), ManifestOutcome.Unreachable));
        Apply(Absent("/r/b"));
        Crate("/r/a").History.Select(entry => entry.Kind).ShouldBe(
            [CrateChangeKind.Discovered, CrateChangeKind.Duplicate, CrateChangeKind.Missing, CrateChangeKind.Duplicate]);
    }

    private void Apply(ManifestReading reading) => _registry.Apply([reading]);

    private CrateRecord Crate(string folder) => _registry.Current.ByPath[Path(folder)];

    private static string Path(string folder) => $"{folder}/smart-crate.toml";

    private ManifestReading Good(string folder, string name, string version = "1.0.0")
    {
        var content = Encoding.UTF8.GetBytes(TempFolder.Toml(name, version));
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content));
        var manifest = Parser.Parse(Path(folder), content, hash, out _);
        return new ManifestReading(++_sequence, Root, Path(folder), ManifestOutcome.Good)
        {
            Manifest = manifest,
            ContentHash = hash,
            Modified = DateTimeOffset.UnixEpoch,
        };
    }

    private ManifestReading Broken(string folder) => new(++_sequence, Root, Path(folder), ManifestOutcome.Broken)
    {
        ContentHash = "broken",
        Issues = [new ManifestIssue(IssueSeverity.Error, IssueCodes.Syntax, "Not TOML.", Path(folder))],
    };

    private ManifestReading Absent(string folder) => new(++_sequence, Root, Path(folder), ManifestOutcome.Absent);

    private sealed class ShiftedClock : TimeProvider
    {
        public TimeSpan Shift { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Shift;
    }
}
