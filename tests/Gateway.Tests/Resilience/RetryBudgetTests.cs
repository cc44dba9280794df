using Ctas7.Gateway.Resilience;
using FsCheck;
using FsCheck.Fluent;

namespace Ctas7.Gateway.Tests.Resilience;

public sealed class RetryBudgetTests
{
    [Fact]
    public void Whatever_the_order_retries_never_exceed_the_share_and_the_reserve() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll<bool[], byte>((steps, reserve) =>
        {
            var budget = new RetryBudget(0.1, reserve);
            var (requests, retries) = (0, 0);
            foreach (var isRequest in steps)
            {
                if (isRequest)
                {
                    budget.Earn();
                    requests++;
                }
                else if (budget.TrySpend())
                {
                    retries++;
                }
            }

            return retries <= reserve + (requests * 0.1);
        }));

    [Fact]
    public void Ten_requests_earn_one_retry()
    {
        var budget = new RetryBudget(0.1, reserve: 0);
        for (var request = 0; request < 10; request++)
        {
            budget.TrySpend().ShouldBeFalse();
            budget.Earn();
        }

        budget.TrySpend().ShouldBeTrue();
        budget.TrySpend().ShouldBeFalse();
    }

    [Fact]
    public async Task Concurrent_spenders_never_share_a_retry()
    {
        var budget = new RetryBudget(0, reserve: 500);
        var spent = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Enumerable.Range(0, 200).Count(_ => budget.TrySpend()))));

        spent.Sum().ShouldBe(500);
    }
}
