using Ctas7.ServiceDefaults.Cache;

namespace Ctas7.CrateDiscovery.Replicas;

/// <summary>Writes to hashes in Redis that only the leader may change. A write that a later leader has overtaken changes nothing and ends the term. Thread-safe.</summary>
public sealed class FencedHash(RedisConnection redis, DiscoveryKeys keys, Term term)
{
    /// <summary>Sets and deletes fields in one step, once the lease is held.</summary>
    /// <exception cref="OperationCanceledException">The term is over; nothing was written.</exception>
    /// <exception cref="RedisUnavailableException">Redis is away; other failures are those of <see cref="RedisConnection.RunAsync"/>.</exception>
    public async Task WriteAsync(string hash, IReadOnlyCollection<KeyValuePair<string, byte[]>> set, IReadOnlyCollection<string> delete, CancellationToken cancel)
    {
        var token = await term.HoldingAsync(cancel);
        object[] arguments = [token, set.Count, .. set.SelectMany(field => new object[] { field.Key, field.Value }), .. delete];
        var answer = await ReplicaScripts.Write.RunAsync(redis, [hash, keys.Fence], arguments, cancel);
        if ((int)answer[0] == 0)
        {
            term.End();
            throw new OperationCanceledException($"A later leader than that of token {token} has begun.", term.Ended);
        }
    }
}
