using Ctas7.ServiceDefaults.Cache;
using StackExchange.Redis;

namespace Ctas7.Realtime.History;

/// <summary>Which failures mean that Redis is away, busy or starting, so that the same call succeeds later.</summary>
internal static class RedisOutage
{
    /// <summary>True for an outage; false for a fault of this program.</summary>
    public static bool Is(Exception failure) => failure is RedisException or RedisUnavailableException or TimeoutException or ObjectDisposedException;
}
