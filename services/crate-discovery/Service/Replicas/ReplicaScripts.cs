using Ctas7.ServiceDefaults.Cache;

namespace Ctas7.CrateDiscovery.Replicas;

/// <summary>What happens inside Redis in one step each.</summary>
internal static class ReplicaScripts
{
    /// <summary>
    /// Takes or renews the lease unless another holds it. Answers {1 mine or 0 another's, token, instance, address, epoch, revision,
    /// milliseconds left, 1 when Redis had forgotten the fence, process}, or {2} when the fence is forgotten and the caller neither leads nor
    /// may begin. The token stays the same while nobody else led in between. Otherwise it rises, over every token that the caller has seen
    /// and at least to Redis' own time in milliseconds, so that it also rises over a loss of Redis' memory.
    /// KEYS lease, fence. ARGV 1 instance, 2 address, 3 time to live in milliseconds, 4 the token held until now or 0, 5 epoch, 6 revision,
    /// 7 process, 8 a holder that is known to have ended, or empty, 9 the highest token seen, 10 1 when a forgotten fence may be begun anew.
    /// </summary>
    internal static readonly RedisScript Hold = new("""
        local holder = redis.call('HMGET', KEYS[1], 'instance', 'token', 'address', 'epoch', 'revision', 'process')
        if holder[1] and holder[1] ~= ARGV[1] and holder[1] ~= ARGV[8] then
          return {0, holder[2], holder[1], holder[3], holder[4], holder[5], redis.call('PTTL', KEYS[1]), 0, holder[6] or ''}
        end
        local last = redis.call('HMGET', KEYS[2], 'token', 'instance')
        local highest = tonumber(last[1] or '0')
        local mine = tonumber(ARGV[4])
        local seen = tonumber(ARGV[9])
        if not last[1] and mine == 0 and ARGV[10] ~= '1' then
          return {2}
        end
        local token
        if (last[2] == ARGV[1] or (not last[1] and mine > 0)) and seen <= math.max(highest, mine) then
          token = math.max(highest, mine)
        else
          local time = redis.call('TIME')
          token = math.max(highest + 1, mine + 1, seen + 1, tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000))
        end
        token = string.format('%.0f', token)
        redis.call('HSET', KEYS[2], 'token', token, 'instance', ARGV[1])
        redis.call('HSET', KEYS[1], 'instance', ARGV[1], 'token', token, 'address', ARGV[2], 'epoch', ARGV[5], 'revision', ARGV[6], 'process', ARGV[7])
        redis.call('PEXPIRE', KEYS[1], ARGV[3])
        return {1, token, ARGV[1], ARGV[2], ARGV[5], ARGV[6], tonumber(ARGV[3]), last[1] and 0 or 1, ARGV[7]}
        """);

    /// <summary>Gives the lease back and says so. KEYS lease. ARGV 1 instance, 2 token, 3 bell.</summary>
    internal static readonly RedisScript Release = new("""
        local holder = redis.call('HMGET', KEYS[1], 'instance', 'token')
        if holder[1] ~= ARGV[1] or holder[2] ~= ARGV[2] then return {0} end
        redis.call('DEL', KEYS[1])
        redis.call('PUBLISH', ARGV[3], ARGV[2])
        return {1}
        """);

    /// <summary>
    /// Writes fields of a hash, unless a later leader has begun. Answers {1 written or 0 refused}.
    /// KEYS hash, fence. ARGV 1 token, 2 how many fields are set, then each field and its value, then the fields that are deleted.
    /// </summary>
    internal static readonly RedisScript Write = new("""
        local highest = tonumber(redis.call('HGET', KEYS[2], 'token') or '0')
        if highest > tonumber(ARGV[1]) then return {0} end
        local sets = tonumber(ARGV[2])
        for i = 3, 2 + sets * 2, 2 do redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1]) end
        for i = 3 + sets * 2, #ARGV do redis.call('HDEL', KEYS[1], ARGV[i]) end
        return {1}
        """);
}
