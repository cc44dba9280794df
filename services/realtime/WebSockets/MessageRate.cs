namespace Ctas7.Realtime.WebSockets;

/// <summary>A token bucket: so many messages a second in the long run, so many at once. Not thread-safe.</summary>
internal sealed class MessageRate(int perSecond, int burst, TimeProvider time)
{
    private double _tokens = burst;
    private long _last = time.GetTimestamp();

    /// <summary>Counts one message; false when it is one too many.</summary>
    public bool TryTake()
    {
        var now = time.GetTimestamp();
        _tokens = Math.Min(burst, _tokens + (time.GetElapsedTime(_last, now).TotalSeconds * perSecond));
        _last = now;
        if (_tokens < 1)
        {
            return false;
        }

        _tokens--;
        return true;
    }
}
