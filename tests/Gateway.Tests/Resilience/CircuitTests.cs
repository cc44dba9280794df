using Ctas7.Gateway.Resilience;

namespace Ctas7.Gateway.Tests.Resilience;

public sealed class CircuitTests
{
    private readonly ManualTime _time = new();
    private readonly ResilienceOptions _options = new() { CircuitFailures = 3, CircuitFailureRate = 0.5, CircuitWindow = TimeSpan.FromSeconds(10), CircuitOpen = TimeSpan.FromSeconds(1) };

    [Fact]
    public void It_opens_on_failures_in_a_row()
    {
        var circuit = new Circuit(_options, _time);

        circuit.Failed().ShouldBeNull();
        circuit.Failed().ShouldBeNull();
        circuit.Failed().ShouldBe(TimeSpan.FromSeconds(1));
        circuit.State.ShouldBe(CircuitState.Open);
    }

    [Fact]
    public void A_success_between_begins_the_row_anew()
    {
        var circuit = new Circuit(_options, _time);
        for (var round = 0; round < 5; round++)
        {
            circuit.Failed().ShouldBeNull();
            circuit.Succeeded().ShouldBeFalse();
            circuit.Succeeded().ShouldBeFalse();
        }

        circuit.State.ShouldBe(CircuitState.Closed);
    }

    [Fact]
    public void It_opens_when_half_of_the_requests_of_a_window_fail()
    {
        var circuit = new Circuit(_options, _time);
        for (var pair = 0; pair < 9; pair++)
        {
            circuit.Succeeded();
            circuit.Failed().ShouldBeNull();
        }

        circuit.Succeeded();
        circuit.Failed().ShouldNotBeNull("the 20th request makes the window count");
    }

    [Fact]
    public void Failures_of_an_old_window_do_not_count()
    {
        var circuit = new Circuit(_options, _time);
        for (var window = 0; window < 10; window++)
        {
            circuit.Failed().ShouldBeNull();
            circuit.Failed().ShouldBeNull();
            circuit.Succeeded();
            _time.Advance(TimeSpan.FromSeconds(10));
        }
    }

    [Fact]
    public void After_its_time_the_next_success_closes_it()
    {
        var circuit = Opened();

        _time.Advance(TimeSpan.FromSeconds(1));
        circuit.State.ShouldBe(CircuitState.HalfOpen);
        circuit.Succeeded().ShouldBeTrue();
        circuit.State.ShouldBe(CircuitState.Closed);
    }

    [Fact]
    public void A_failure_when_half_open_doubles_its_time_up_to_ten_times_the_first()
    {
        var circuit = Opened();
        var times = new List<double>();
        for (var round = 0; round < 6; round++)
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            times.Add(circuit.Failed()!.Value.TotalSeconds);
        }

        times.ShouldBe([2, 4, 8, 10, 10, 10]);
    }

    [Fact]
    public void A_replica_that_came_back_is_tried_at_once()
    {
        var circuit = Opened();

        circuit.Recovered().ShouldBeTrue();
        circuit.State.ShouldBe(CircuitState.HalfOpen);
        circuit.Recovered().ShouldBeFalse();
    }

    private Circuit Opened()
    {
        var circuit = new Circuit(_options, _time);
        while (circuit.Failed() is null)
        {
        }

        return circuit;
    }

    private sealed class ManualTime : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Advance(TimeSpan by) => _ticks += by.Ticks;
    }
}
