using Ctas7.ServiceDefaults.Resilience;
using FsCheck;
using FsCheck.Fluent;

namespace Ctas7.ServiceDefaults.Tests.Resilience;

public sealed class RetryBudgetTests
{
    [Fact]
    public void Retries_never_exceed_the_reserve_plus_their_share_of_the_requests() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll(Gen.Choose(0, 100).ToArbitrary(), Gen.ListOf(Gen.Elements(true, false)).ToArbitrary(), (percent, steps) =>
        {
            var budget = new RetryBudget(percent, perSecond: 0, TimeProvider.System);
            var (requests, retries) = (0, 0);
            foreach (var isRequest in steps)
            {
                if (isRequest)
                {
                    budget.AddRequest();
                    requests++;
                }
                else if (budget.TryTake())
                {
                    retries++;
                }
            }

            return retries <= percent + (requests * percent / 100.0) + 1e-9;
        }));

    [Fact]
    public void Time_fills_it_again_up_to_ten_seconds_worth()
    {
        var time = new MovedTime();
        var budget = new RetryBudget(percent: 0, perSecond: 2, time);
        Take(budget).ShouldBe(20);
        time.Now += TimeSpan.FromSeconds(3);
        Take(budget).ShouldBe(6);
        time.Now += TimeSpan.FromHours(1);
        Take(budget).ShouldBe(20);
    }

    private static int Take(RetryBudget budget)
    {
        var taken = 0;
        while (budget.TryTake())
        {
            taken++;
        }

        return taken;
    }

    private sealed class MovedTime : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
