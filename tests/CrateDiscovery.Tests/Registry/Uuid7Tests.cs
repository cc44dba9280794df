using Ctas7.CrateDiscovery.Registry;

namespace Ctas7.CrateDiscovery.Tests.Registry;

public sealed class Uuid7Tests
{
    [Fact]
    public void The_same_fact_has_the_same_id_which_carries_its_time()
    {
        var time = new DateTimeOffset(2026, 3, 4, 5, 6, 7, 89, TimeSpan.Zero);
        var id = Uuid7.Of(time, "fact");
        id.ShouldBe(Uuid7.Of(time, "fact"));
        id.ShouldNotBe(Uuid7.Of(time, "other"));
        (id.Version, id.Variant >> 2).ShouldBe((7, 2));
        Uuid7.MillisecondsOf(id).ShouldBe(time.ToUnixTimeMilliseconds());
    }

    [Fact]
    public void A_time_before_1970_counts_as_1970()
        => Uuid7.MillisecondsOf(Uuid7.Of(DateTimeOffset.MinValue, "x")).ShouldBe(0);

    [Fact]
    public void A_time_after_the_last_that_an_id_can_carry_counts_as_that()
        => Uuid7.MillisecondsOf(Uuid7.Of(long.MaxValue, "x")).ShouldBe((1L << 48) - 1);
}
