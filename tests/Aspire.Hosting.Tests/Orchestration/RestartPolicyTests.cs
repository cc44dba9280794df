using Aspire.Hosting.Orchestration;
using FsCheck;
using FsCheck.Fluent;

namespace Aspire.Hosting.Tests.Orchestration;

public sealed class RestartPolicyTests
{
    [Fact]
    public void Each_failure_in_a_row_waits_twice_as_long_until_it_is_given_up()
    {
        var policy = new RestartPolicy();
        var delays = Enumerable.Range(0, RestartPolicy.MostInARow).Select(_ => policy.Next(TimeSpan.Zero)!.Value).ToList();
        delays.Zip(delays.Skip(1)).ShouldAllBe(pair => pair.Second == pair.First * 2);
        policy.Next(TimeSpan.Zero).ShouldBeNull();
        policy.Forgive();
        policy.Next(TimeSpan.Zero).ShouldBe(delays[0]);
    }

    [Fact]
    public void Whatever_happens_the_wait_is_bounded_and_a_stable_life_is_never_given_up()
        => Check.One(Config.QuickThrowOnFailure, Prop.ForAll<PositiveInt[]>(lives =>
        {
            var policy = new RestartPolicy();
            return lives.Select(life => TimeSpan.FromSeconds(life.Get)).All(life =>
            {
                var delay = policy.Next(life);
                return delay is null ? life < RestartPolicy.Stable : delay > TimeSpan.Zero && delay < TimeSpan.FromSeconds(30);
            });
        }));
}
