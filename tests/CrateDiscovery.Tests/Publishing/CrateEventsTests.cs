using System.Text;
using Ctas7.Contracts.CrateDiscovery;
using Ctas7.CrateDiscovery.Manifests;
using Ctas7.CrateDiscovery.Publishing;
using Ctas7.CrateDiscovery.Registry;
using Ctas7.CrateDiscovery.Tests.Hosts;
using Ctas7.Toml;

namespace Ctas7.CrateDiscovery.Tests.Publishing;

public sealed class CrateEventsTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 6, 7, 8, 9, TimeSpan.Zero);
    private static readonly Guid Id = Uuid7.Of(Now, "crate");

    [Fact]
    public void The_same_difference_gives_the_same_id_in_another_run_too()
    {
        var first = CrateEvents.Next(null, Crate("1.0.0"), "epoch-1", 5, 7, Now).ShouldBeOfType<CrateDiscovered>();
        var again = CrateEvents.Next(null, Crate("1.0.0") with { UpdatedAt = Now.AddDays(1), Revision = 9 }, "epoch-2", 9, 7, Now.AddDays(1)).ShouldBeOfType<CrateDiscovered>();
        again.EventId.ShouldBe(first.EventId);
        CrateEvents.Next(null, Crate("1.0.1"), "epoch-1", 5, 7, Now)!.EventId.ShouldNotBe(first.EventId);
    }

    [Fact]
    public void Back_and_forth_are_different_events_with_rising_ids()
    {
        var ids = new List<Guid>();
        AnnouncedCrate? announced = null;
        foreach (var version in new[] { "1.0.0", "2.0.0", "1.0.0", "2.0.0" })
        {
            var next = CrateEvents.Next(announced, Crate(version), "e", 1, 7, Now).ShouldNotBeNull();
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
        var discovered = CrateEvents.Next(null, Crate("1.0.0"), "e", 1, 7, Now)!;
        var announced = Announced(discovered);
        CrateEvents.Next(announced, Crate("1.0.0"), "e", 1, 7, Now).ShouldBeNull();

        // 2.0.0 was sent, nobody knows whether it arrived, and the file is back at 1.0.0: the bus must hear so.
        var inDoubt = announced with { InDoubt = CrateEvents.Summary(Crate("2.0.0")) };
        CrateEvents.Next(inDoubt, Crate("1.0.0"), "e", 1, 7, Now).ShouldBeOfType<CrateUpdated>().Crate.Version.ShouldBe("1.0.0");
    }

    [Fact]
    public void A_crate_nobody_heard_of_needs_no_removal()
    {
        CrateEvents.Next(null, null, "e", 1, 7, Now).ShouldBeNull();
        var announced = Announced(CrateEvents.Next(null, Crate("1.0.0"), "e", 1, 7, Now)!);
        var removed = CrateEvents.Next(announced, null, "e", 2, 7, Now).ShouldBeOfType<CrateRemoved>();
        removed.EventId.ShouldBe(CrateEvents.Next(announced, null, "f", 3, 7, Now.AddDays(1))!.EventId);
        removed.Crate.Version.ShouldBe("1.0.0");
        var onlyInDoubt = new AnnouncedCrate { Id = Id, DiscoveredAt = Now, InDoubt = CrateEvents.Summary(Crate("1.0.0")) };
        CrateEvents.Next(onlyInDoubt, null, "e", 2, 7, Now).ShouldBeOfType<CrateRemoved>("it may have been heard of");
    }

    [Theory]
    [InlineData(CrateState.Stale, CrateState.Valid, typeof(CrateRecovered))]
    [InlineData(CrateState.Missing, CrateState.Valid, typeof(CrateRecovered))]
    [InlineData(CrateState.Valid, CrateState.Stale, typeof(CrateInvalid))]
    [InlineData(CrateState.Valid, CrateState.Missing, typeof(CrateInvalid))]
    public void The_state_decides_the_kind(CrateState before, CrateState after, Type kind)
    {
        var announced = Announced(CrateEvents.Next(null, Crate("1.0.0") with { State = before }, "e", 1, 7, Now)!);
        CrateEvents.Next(announced, Crate("1.0.0") with { State = after }, "e", 2, 7, Now).ShouldNotBeNull().ShouldBeOfType(kind);
    }

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
