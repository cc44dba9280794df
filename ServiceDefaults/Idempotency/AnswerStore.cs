using System.Text.Json;
using Ctas7.ServiceDefaults.Cache;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace Ctas7.ServiceDefaults.Idempotency;

/// <summary>Reservations and answers in Redis. Thread-safe; every command has a deadline.</summary>
internal sealed class AnswerStore(RedisConnection redis, IHostEnvironment environment)
{
    /// <summary>How long an answer is given again.</summary>
    private static readonly TimeSpan Keep = TimeSpan.FromHours(24);

    /// <summary>How long a run holds its key when the process dies; longer than any request may take.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    /// <summary>Replaces the value only while it is still the caller's own; an empty new value deletes it.</summary>
    private const string ReplaceOwn = """
        if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
        if ARGV[2] == '' then redis.call('DEL', KEYS[1]) else redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) end
        return 1
        """;

    /// <summary>Reserves the key for this run, or tells what is there already.</summary>
    public async Task<KeptAnswer?> ReserveAsync(string scope, KeptAnswer reservation, CancellationToken cancellationToken)
    {
        // Twice, because what stood in the way may expire in between.
        for (var attempt = 0; attempt < 2; attempt++)
        {
            if (await redis.RunAsync(database => database.StringSetAsync(Key(scope), Write(reservation), Lease, When.NotExists), cancellationToken))
            {
                return null;
            }

            var found = await redis.RunAsync(database => database.StringGetAsync(Key(scope)), cancellationToken);
            if (!found.IsNull)
            {
                return JsonSerializer.Deserialize((byte[])found!, KeptAnswerJson.Default.KeptAnswer);
            }
        }

        return reservation with { Owner = "" };
    }

    /// <summary>Keeps the answer of the run that reserved the key.</summary>
    public Task CompleteAsync(string scope, KeptAnswer reservation, KeptAnswer answer) => ReplaceAsync(scope, reservation, Write(answer));

    /// <summary>Gives the key back, so that the request may be sent again.</summary>
    public Task ReleaseAsync(string scope, KeptAnswer reservation) => ReplaceAsync(scope, reservation, Array.Empty<byte>());

    private Task<RedisResult> ReplaceAsync(string scope, KeptAnswer reservation, byte[] value) =>
        redis.RunAsync(database => database.ScriptEvaluateAsync(ReplaceOwn, [Key(scope)], [Write(reservation), value, (long)Keep.TotalMilliseconds]));

    private RedisKey Key(string scope) => $"idempotency:{environment.ApplicationName}:{scope}";

    private static byte[] Write(KeptAnswer answer) => JsonSerializer.SerializeToUtf8Bytes(answer, KeptAnswerJson.Default.KeptAnswer);
}
