using System.Text;
using System.Text.Json;
using Ctas7.Contracts.CrateDiscovery;
using Ctas7.CrateDiscovery.Manifests;
using Ctas7.CrateDiscovery.Publishing;
using Ctas7.CrateDiscovery.Registry;
using Ctas7.CrateDiscovery.Tests.Hosts;
using Ctas7.Toml;

namespace Ctas7.CrateDiscovery.Tests.Publishing;

public sealed class CrateEventsTests
{
    private const string Lease = "test:lease";
    private static readonly DateTimeOffset Now = new(2026, 5, 6, 7, 8, 9, TimeSpan.Zero);
    private static readonly Guid Id = Uuid7.Of(Now, "crate");

    [Fact]
    public void The_same_difference_gives_the_same_id_in_another_run_too()
    {
        var first = CrateEvents.Next(null, Crate("1.0.0"), "epoch-1", 5, Lease, 7, Now).ShouldBeOfType<CrateDiscovered>();
        var again = CrateEvents.Next(null, Crate("1.0.0") with { UpdatedAt = Now.AddDays(1), Revision = 9 }, "epoch-2", 9, Lease, 7, Now.AddDays(1)).ShouldBeOfType<CrateDiscovered>();
        again.EventId.ShouldBe(first.EventId);
        CrateEvents.Next(null, Crate("1.0.1"), "epoch-1", 5, Lease, 7, Now)!.EventId.ShouldNotBe(first.EventId);
    }

    [Fact]
    public void Back_and_forth_are_different_events_with_rising_ids()
    {
        var ids = new List<Guid>();
        AnnouncedCrate? announced = null;
        foreach (var version in new[] { "1.0.0", "2.0.0", "1.0.0", "2.0.0" })
        {
            var next = CrateEvents.Next(announced, Crate(version), "e", 1, Lease, 7, Now).ShouldNotBeNull();
            ids.Add(next.EventId);
            announced = Announced(next);
        }

        ids.Distinct().Count().ShouldBe(4);
        ids.Select(id => id.ToString()).ShouldBeInOrder(SortDirection.Ascending);
        ids.ShouldAllBe(id => id.Version == 7);
    }

    [Fact]
    public void What_was_confirmed_is_not_told_again_and_what_is_in_doubt_is()
    {
        var discovered = CrateEvents.Next(null, Crate("1.0.0"), "e", 1, Lease, 7, Now)!;
        var announced = Announced(discovered);
        CrateEvents.Next(announced, Crate("1.0.0"), "e", 1, Lease, 7, Now).ShouldBeNull();

        // 2.0.0 was sent, nobody knows whether it arrived, and the file is back at 1.0.0: the bus must hear so.
        var inDoubt = announced with { InDoubt = CrateEvents.Summary(Crate("2.0.0")) };
        CrateEvents.Next(inDoubt, Crate("1.0.0"), "e", 1, Lease, 7, Now).ShouldBeOfType<CrateUpdated>().Crate.Version.ShouldBe("1.0.0");
    }

    [Fact]
    public void A_crate_nobody_heard_of_needs_no_removal()
    {
        CrateEvents.Next(null, null, "e", 1, Lease, 7, Now).ShouldBeNull();
        var announced = Announced(CrateEvents.Next(null, Crate("1.0.0"), "e", 1, Lease, 7, Now)!);
        var removed = CrateEvents.Next(announced, null, "e", 2, Lease, 7, Now).ShouldBeOfType<CrateRemoved>();
        removed.EventId.ShouldBe(CrateEvents.Next(announced, null, "f", 3, Lease, 7, Now.AddDays(1))!.EventId);
        removed.Crate.Version.ShouldBe("1.0.0");
        var onlyInDoubt = new AnnouncedCrate { Id = Id, DiscoveredAt = Now, InDoubt = CrateEvents.Summary(Crate("1.0.0")) };
        CrateEvents.Next(onlyInDoubt, null, "e", 2, Lease, 7, Now).ShouldBeOfType<CrateRemoved>("it may have been heard of");
    }

    [Theory]
    [InlineData(CrateState.Stale, CrateState.Valid, typeof(CrateRecovered))]
    [InlineData(CrateState.Missing, CrateState.Valid, typeof(CrateRecovered))]
    [InlineData(CrateState.Valid, CrateState.Stale, typeof(CrateInvalid))]
    [InlineData(CrateState.Valid, CrateState.Missing, typeof(CrateInvalid))]
    public void The_state_decides_the_kind(CrateState before, CrateState after, Type kind)
    {
        var announced = Announced(CrateEvents.Next(null, Crate("1.0.0") with { State = before }, "e", 1, Lease, 7, Now)!);
        CrateEvents.Next(announced, Crate("1.0.0") with { State = after }, "e", 2, Lease, 7, Now).ShouldNotBeNull().ShouldBeOfType(kind);
    }

    [Theory]
    [InlineData(9999, 12, 31)]
    [InlineData(2100, 1, 1)]
    public void A_file_from_the_future_dates_its_events_a_day_ahead_at_most(int year, int month, int day)
    {
        var future = new DateTimeOffset(year, month, day, 23, 59, 59, 999, TimeSpan.Zero);
        var first = CrateEvents.Next(null, Crate("1.0.0") with { Modified = future }, "e", 1, Lease, 7, Now).ShouldNotBeNull();
        var second = CrateEvents.Next(Announced(first), Crate("2.0.0") with { Modified = future }, "e", 2, Lease, 7, Now).ShouldNotBeNull();
        var tomorrow = Now.AddDays(1).ToUnixTimeMilliseconds();
        Uuid7.MillisecondsOf(first.EventId).ShouldBe(tomorrow);
        Uuid7.MillisecondsOf(second.EventId).ShouldBe(tomorrow + 1);
    }

    [Fact]
    public void After_an_id_of_the_end_of_the_year_9999_there_is_a_later_one()
    {
        var last = Uuid7.Of(DateTimeOffset.MaxValue, "an id of an earlier version");
        var announced = new AnnouncedCrate { Id = Id, DiscoveredAt = Now, Confirmed = CrateEvents.Summary(Crate("1.0.0")), LastEventId = last };
        var next = CrateEvents.Next(announced, Crate("2.0.0"), "e", 1, Lease, 7, Now).ShouldNotBeNull();
        string.CompareOrdinal(next.EventId.ToString(), last.ToString()).ShouldBePositive();
        CrateEvents.Next(announced, null, "e", 1, Lease, 7, Now).ShouldBeOfType<CrateRemoved>();
    }

    [Fact]
    public void A_crate_that_is_back_just_as_it_was_is_discovered_under_another_id()
    {
        var first = CrateEvents.Next(null, Crate("1.0.0"), "e", 1, Lease, 7, Now)!;
        var removed = CrateEvents.Next(Announced(first), null, "e", 2, Lease, 7, Now)!;
        var again = CrateEvents.Next(null, Crate("1.0.0") with { DiscoveredAt = Now.AddMinutes(1) }, "e", 3, Lease, 7, Now.AddMinutes(1)).ShouldBeOfType<CrateDiscovered>();
        new[] { first, removed, again }.Select(one => one.EventId.ToString()).ShouldBeInOrder(SortDirection.Ascending);
        again.EventId.ShouldNotBe(first.EventId);
    }

    [Fact]
    public void What_was_sent_and_not_confirmed_is_sent_again_as_the_same_event_whatever_became_of_the_file()
    {
        var announced = Announced(CrateEvents.Next(null, Crate("1.0.0"), "e", 1, Lease, 7, Now)!);
        var sent = CrateEvents.Next(announced, Crate("2.0.0"), "e", 2, Lease, 7, Now)!;
        var noted = Stored(CrateEvents.Attempted(announced, sent));

        // Saved again without a change: only the file's time is another.
        var again = CrateEvents.Next(noted, Crate("2.0.0") with { Modified = Now.AddHours(1) }, "f", 9, Lease, 8, Now.AddHours(1)).ShouldNotBeNull();
        again.EventId.ShouldBe(sent.EventId);
        again.ShouldBeOfType<CrateUpdated>();
        CrateEvents.Attempted(noted, again).ShouldBeSameAs(noted);
    }

    [Fact]
    public void A_recovery_in_doubt_stays_a_recovery()
    {
        var announced = Announced(CrateEvents.Next(null, Crate("1.0.0"), "e", 1, Lease, 7, Now)!);
        var stale = Stored(CrateEvents.Attempted(announced, CrateEvents.Next(announced, Crate("1.0.0") with { State = CrateState.Stale }, "e", 2, Lease, 7, Now)!));
        var recovered = CrateEvents.Next(stale, Crate("2.0.0"), "e", 3, Lease, 7, Now).ShouldBeOfType<CrateRecovered>();
        var noted = Stored(CrateEvents.Attempted(stale, recovered));
        CrateEvents.Next(noted, Crate("2.0.0"), "e", 3, Lease, 7, Now).ShouldBeOfType<CrateRecovered>().EventId.ShouldBe(recovered.EventId);
        CrateEvents.Next(noted, Crate("3.0.0"), "e", 4, Lease, 7, Now).ShouldBeOfType<CrateRecovered>("nobody knows whether the first one arrived");
        CrateEvents.Next(Announced(recovered), Crate("3.0.0"), "e", 4, Lease, 7, Now).ShouldBeOfType<CrateUpdated>("it arrived");
    }

    [Fact]
    public void There_and_back_without_a_confirm_are_different_events()
    {
        var announced = Announced(CrateEvents.Next(null, Crate("1.0.0"), "e", 1, Lease, 7, Now)!);
        var ids = new List<Guid>();
        foreach (var version in new[] { "2.0.0", "3.0.0", "2.0.0" })
        {
            var next = CrateEvents.Next(announced, Crate(version), "e", 2, Lease, 7, Now)!;
            ids.Add(next.EventId);
            announced = Stored(CrateEvents.Attempted(announced, next));
        }

        ids.Distinct().Count().ShouldBe(3, "a consumer that drops ids it has seen must end at 2.0.0");
        ids.Select(id => id.ToString()).ShouldBeInOrder(SortDirection.Ascending);
    }

    [Fact]
    public void After_a_removal_that_may_have_been_heard_of_a_crate_is_new()
    {
        var announced = Announced(CrateEvents.Next(null, Crate("1.0.0"), "e", 1, Lease, 7, Now)!);
        var removed = CrateEvents.Next(announced, null, "e", 2, Lease, 7, Now)!;
        var noted = Stored(CrateEvents.Attempted(announced, removed));
        CrateEvents.Next(noted, null, "f", 3, Lease, 8, Now.AddDays(1)).ShouldBeOfType<CrateRemoved>().EventId.ShouldBe(removed.EventId);

        var back = CrateEvents.Next(noted, Crate("1.0.0"), "e", 3, Lease, 7, Now).ShouldBeOfType<CrateDiscovered>("also when it is as it was");
        var again = Stored(CrateEvents.Attempted(noted, back));
        CrateEvents.Next(again, Crate("2.0.0"), "e", 4, Lease, 7, Now).ShouldBeOfType<CrateDiscovered>("nobody knows whether the first one arrived");
        CrateEvents.Next(again, null, "e", 4, Lease, 7, Now).ShouldBeOfType<CrateRemoved>().EventId.ShouldNotBe(removed.EventId);
        CrateEvents.Next(noted, Crate("1.0.0") with { State = CrateState.Stale }, "e", 3, Lease, 7, Now).ShouldBeOfType<CrateInvalid>();
    }

    /// <summary>The entry as another process reads it.</summary>
    private static AnnouncedCrate Stored(AnnouncedCrate crate)
        => JsonSerializer.Deserialize(JsonSerializer.Serialize(crate, LedgerJson.Default.AnnouncedCrate), LedgerJson.Default.AnnouncedCrate)!;

    private static AnnouncedCrate Announced(ICrateEvent last) => new() { Id = Id, DiscoveredAt = Now, Confirmed = last.Crate, LastEventId = last.EventId };

    private static CrateRecord Crate(string version)
    {
        var content = Encoding.UTF8.GetBytes(TempFolder.Toml("a", version));
        return new CrateRecord
        {
            Id = Id,
            Root = "/r",
            Path = "/r/a/smart-crate.toml",
            State = CrateState.Valid,
            Manifest = new ManifestParser(TomlVersion.Toml10).Parse("/r/a/smart-crate.toml", content, version, out _),
            DiscoveredAt = Now,
            UpdatedAt = Now,
            Modified = Now.AddMinutes(-5),
            Revision = 1,
            Sequence = 1,
            ContentHash = version,
        };
    }
}
