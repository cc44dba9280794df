namespace Ctas7.ServiceDefaults.Resilience;

/// <summary>
/// Bounds retries towards one destination to a share of its requests, so that a destination in trouble does not get
/// more load for it. Every request adds a part of a token, time adds some, a retry takes one. Thread-safe.
/// </summary>
internal sealed class RetryBudget
{
    private const double MostSeconds = 10;

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly double _perRequest;
    private readonly double _perSecond;
    private double _tokens;
    private long _last;

    /// <param name="percent">Share of requests, 0..100.</param>
    /// <param name="perSecond">Tokens that time adds.</param>
    /// <param name="time">Clock.</param>
    public RetryBudget(int percent, int perSecond, TimeProvider time)
    {
        (_perRequest, _perSecond, _time) = (percent / 100.0, perSecond, time);
        (_tokens, _last) = (Most, time.GetTimestamp());
    }

    /// <summary>Unused tokens do not grow beyond what ten seconds of time give, or ten requests' share if that is more.</summary>
    private double Most => Math.Max(_perSecond * MostSeconds, _perRequest * 100);

    public void AddRequest()
    {
        lock (_gate)
        {
            _tokens = Math.Min(Most, _tokens + _perRequest);
        }
    }

    /// <summary>True when one more retry is within the budget, which then holds one less.</summary>
    public bool TryTake()
    {
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            _tokens = Math.Min(Most, _tokens + (_time.GetElapsedTime(_last, now).TotalSeconds * _perSecond));
            _last = now;
            if (_tokens < 1)
            {
                return false;
            }

            _tokens--;
            return true;
        }
    }
}
