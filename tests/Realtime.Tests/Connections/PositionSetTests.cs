using Ctas7.Realtime.Connections;
using Ctas7.Realtime.History;
using FsCheck;
using FsCheck.Fluent;

namespace Ctas7.Realtime.Tests.Connections;

public sealed class PositionSetTests
{
    [Fact]
    public void What_it_writes_it_reads_and_the_channel_that_moved_last_comes_first()
    {
        var positions = new PositionSet();
        positions.Set("crates", new LogPosition("5f3a9c01", 12));
        positions.Set("system", new LogPosition("5f3a9c01", 0));
        positions.Set("crates", new LogPosition("5f3a9c01", 13));
        positions.Format().ShouldBe("crates:5f3a9c01:13,system:5f3a9c01:0");
        PositionSet.TryParse(positions.Format(), out var read).ShouldBeTrue();
        read["crates"].Offset.ShouldBe(13);
        read["system"].Epoch.ShouldBe("5f3a9c01");
    }

    [Fact]
    public void A_close_frame_has_room_for_whole_places_only()
    {
        var positions = new PositionSet();
        for (var number = 0; number < 9; number++)
        {
            positions.Set($"channel{number}", new LogPosition("5f3a9c01", 1_000_000 + number));
        }

        var text = CloseReason.TooSlow.Describe(positions);
        text.Length.ShouldBeLessThanOrEqualTo(123);
        PositionSet.TryParse(text.Split(' ')[^1], out var read).ShouldBeTrue();
        read.Keys.ShouldBe(["channel8", "channel7", "channel6", "channel5"]);
    }

    [Theory]
    [InlineData("crates")]
    [InlineData("crates:e")]
    [InlineData("crates:e:x")]
    [InlineData("crates:e:-1")]
    [InlineData("crates:e: 1")]
    [InlineData("crates:e:99999999999999999999")]
    [InlineData(":e:1")]
    [InlineData("crates:e:1:2")]
    [InlineData("crates:e:1,crates:e:2")]
    public void Anything_else_is_refused(string text) => PositionSet.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void No_text_makes_it_throw() =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), text =>
            PositionSet.TryParse(text.Get, out var read).ShouldBe(read is not null)));
}
