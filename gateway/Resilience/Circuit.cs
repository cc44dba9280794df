namespace Ctas7.Gateway.Resilience;

/// <summary>Whether requests go to a replica.</summary>
public enum CircuitState
{
    /// <summary>They do.</summary>
    Closed,

    /// <summary>They do not, for a time.</summary>
    Open,

    /// <summary>They do again, and the next outcome decides.</summary>
    HalfOpen,
}

/// <summary>
/// The circuit of one replica: opens on failures in a row or on a share of failures within a window, is half open after
/// a time, closes on the next success, and opens for twice as long on the next failure. Thread-safe.
/// </summary>
public sealed class Circuit(ResilienceOptions options, TimeProvider time)
{
    private const int FewestForRate = 20;
    private const int MostDoublings = 10;
    private readonly Lock _gate = new();
    private CircuitState _state;
    private int _inARow;
    private int _failures;
    private int _requests;
    private long _windowStart = time.GetTimestamp();
    private long _openedAt;
    private TimeSpan _openFor;

    /// <summary>Where it stands now.</summary>
    public CircuitState State
    {
        get
        {
            lock (_gate)
            {
                LetTimePass();
                return _state;
            }
        }
    }

    /// <summary>Counts an answer; true when that closes the circuit.</summary>
    public bool Succeeded()
    {
        lock (_gate)
        {
            LetTimePass();
            _requests++;
            _inARow = 0;
            if (_state != CircuitState.HalfOpen)
            {
                return false;
            }

            Close();
            return true;
        }
    }

    /// <summary>Counts a failure; the time for which that opens the circuit, or null when it does not.</summary>
    public TimeSpan? Failed()
    {
        lock (_gate)
        {
            LetTimePass();
            _requests++;
            _failures++;
            _inARow++;
            if (_state == CircuitState.Open || (_state == CircuitState.Closed && !IsTooMany()))
            {
                return null;
            }

            var longest = options.CircuitOpen * MostDoublings;
            _openFor = _state == CircuitState.HalfOpen ? TimeSpan.FromTicks(Math.Min(_openFor.Ticks * 2, longest.Ticks)) : options.CircuitOpen;
            (_state, _openedAt) = (CircuitState.Open, time.GetTimestamp());
            return _openFor;
        }
    }

    /// <summary>The replica has come back by its own word: an open circuit is half open at once. True when it was open.</summary>
    public bool Recovered()
    {
        lock (_gate)
        {
            LetTimePass();
            if (_state != CircuitState.Open)
            {
                return false;
            }

            _state = CircuitState.HalfOpen;
            return true;
        }
    }

    private bool IsTooMany() =>
        _inARow >= options.CircuitFailures
        || (_requests >= FewestForRate && _failures >= _requests * options.CircuitFailureRate);

    private void Close() => (_state, _inARow, _failures, _requests, _windowStart) = (CircuitState.Closed, 0, 0, 0, time.GetTimestamp());

    private void LetTimePass()
    {
        if (_state == CircuitState.Open && time.GetElapsedTime(_openedAt) >= _openFor)
        {
            _state = CircuitState.HalfOpen;
        }

        if (time.GetElapsedTime(_windowStart) >= options.CircuitWindow)
        {
            (_failures, _requests, _windowStart) = (0, 0, time.GetTimestamp());
        }
    }
}
