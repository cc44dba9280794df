using FsCheck;
using FsCheck.Fluent;
using Grpc.Protocol;

namespace Grpc.AspNetCore.Tests.Protocol;

public sealed class GrpcTimeoutTests
{
    [Theory]
    [InlineData("1H", 3_600_000)]
    [InlineData("2M", 120_000)]
    [InlineData("99999999m", 99_999_999)]
    [InlineData("100S", 100_000)]
    [InlineData("5000u", 5)]
    [InlineData("1000000n", 1)]
    public void Every_unit_is_read(string value, double milliseconds)
    {
        GrpcTimeout.TryParse(value, out var timeout).ShouldBeTrue();
        timeout.TotalMilliseconds.ShouldBe(milliseconds);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("S")]
    [InlineData("5")]
    [InlineData("5s")]
    [InlineData("-1S")]
    [InlineData("+1S")]
    [InlineData(" 1S")]
    [InlineData("1.5S")]
    [InlineData("123456789S")]
    [InlineData("1SS")]
    [InlineData("٣S")]
    public void Anything_else_is_refused(string? value) => GrpcTimeout.TryParse(value, out _).ShouldBeFalse();

    [Fact]
    public void The_largest_value_of_the_largest_unit_does_not_overflow()
    {
        GrpcTimeout.TryParse("99999999H", out var timeout).ShouldBeTrue();
        timeout.ShouldBe(TimeSpan.FromHours(99_999_999));
    }

    [Fact]
    public void What_is_written_is_read_back_never_shorter_and_at_most_one_unit_longer() =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(ArbMap.Default.ArbFor<long>(), ticks =>
        {
            var timeout = TimeSpan.FromTicks(Math.Abs(ticks % TimeSpan.FromHours(99_999_999).Ticks) + 1);
            var text = GrpcTimeout.Format(timeout);
            var unit = text[^1] switch
            {
                'H' => TimeSpan.FromHours(1),
                'M' => TimeSpan.FromMinutes(1),
                'S' => TimeSpan.FromSeconds(1),
                'm' => TimeSpan.FromMilliseconds(1),
                _ => TimeSpan.FromMicroseconds(1),
            };
            return text.Length <= 9 && GrpcTimeout.TryParse(text, out var read) && read >= timeout && read - timeout < unit;
        }));

    [Fact]
    public void A_time_that_has_passed_is_the_shortest_one() => GrpcTimeout.Format(TimeSpan.FromSeconds(-1)).ShouldBe("1n");

    [Fact]
    public void No_text_makes_the_parser_throw() =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(ArbMap.Default.ArbFor<string>(), text =>
        {
            var isRead = GrpcTimeout.TryParse(text, out var timeout);
            return isRead || timeout == TimeSpan.Zero;
        }));
}
