namespace Ctas7.ServiceDefaults.Cache;

/// <summary>Redis is not connected now; retryable. Nothing was sent.</summary>
public sealed class RedisUnavailableException(string message) : Exception(message);
