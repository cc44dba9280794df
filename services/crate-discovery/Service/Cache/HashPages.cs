using Ctas7.ServiceDefaults.Cache;
using StackExchange.Redis;

namespace Ctas7.CrateDiscovery.Cache;

/// <summary>Reads whole hashes of Redis, page by page: no single answer is so large that it does not come in time.</summary>
internal static class HashPages
{
    private const int FieldsPerPage = 64;

    /// <summary>
    /// Every field that was there from the begin to the end; what is written or deleted meanwhile may be among them. Fails as
    /// <see cref="RedisConnection.RunAsync"/> does, whose time limit is that of a page.
    /// </summary>
    internal static async Task<Dictionary<string, byte[]>> ReadAsync(RedisConnection redis, string hash, CancellationToken cancel)
    {
        var fields = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var cursor = "0";
        do
        {
            var from = cursor;
            var answer = (RedisResult[])(await redis.RunAsync(database => database.ExecuteAsync("HSCAN", (RedisKey)hash, from, "COUNT", FieldsPerPage), cancel))!;
            cursor = (string)answer[0]!;
            foreach (var field in ((RedisResult[])answer[1]!).Chunk(2))
            {
                fields[(string)field[0]!] = (byte[])field[1]!;
            }
        }
        while (cursor != "0");
        return fields;
    }
}
