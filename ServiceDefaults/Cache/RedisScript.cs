using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using StackExchange.Redis;

namespace Ctas7.ServiceDefaults.Cache;

/// <summary>A Lua script that Redis runs as one step; sent once and called by its hash from then on. Thread-safe.</summary>
public sealed class RedisScript(string text)
{
    private readonly string _hash = HashOf(text);

    /// <summary>Runs it; sends the text again when Redis has forgotten it, as after a restart. Fails as <see cref="RedisConnection.RunAsync"/> does.</summary>
    public async Task<RedisResult[]> RunAsync(RedisConnection redis, string[] keys, object[] arguments, CancellationToken cancellation)
    {
        object[] call = [_hash, keys.Length, .. keys.Select(key => (RedisKey)key), .. arguments];
        try
        {
            return (RedisResult[])await redis.RunAsync(database => database.ExecuteAsync("EVALSHA", call), cancellation);
        }
        catch (RedisServerException unknown) when (unknown.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
        {
            call[0] = text;
            return (RedisResult[])await redis.RunAsync(database => database.ExecuteAsync("EVAL", call), cancellation);
        }
    }

    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "Redis names scripts by their SHA-1; nothing is protected by it.")]
    private static string HashOf(string text) => Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(text)));
}
