using System.Globalization;
using System.Security.Cryptography;
using Ctas7.ServiceDefaults.Cache;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Ctas7.Realtime.History;

/// <summary>
/// The ordered history of every channel, in Redis and shared by all replicas. Every call is one step in Redis. Thread-safe.
/// Calls fail while Redis is away (<see cref="RedisOutage"/>); all of them may be repeated.
/// </summary>
public sealed class EventHistory(RedisConnection redis, IOptions<RealtimeOptions> options)
{
    /// <summary>Longer than an append takes and a message waits between two; a channel that changes hands pauses for as long.</summary>
    private static readonly TimeSpan WriterLease = TimeSpan.FromMilliseconds(300);
    private static readonly RedisScript AppendScript = new(HistoryScripts.Append);
    private static readonly RedisScript FollowScript = new(HistoryScripts.Follow);
    private static readonly RedisScript ReadScript = new(HistoryScripts.ReadAfter);

    private readonly string _replica = Guid.CreateVersion7().ToString("N");

    /// <summary>
    /// Appends an event to its channel and tells every replica, unless its id was appended before. While another replica
    /// is writing the channel nothing happens: try again shortly.
    /// </summary>
    /// <param name="entry">The event.</param>
    /// <param name="known">How far this replica has read the channel, so that a rewound history is noticed.</param>
    /// <param name="cancellation">Stops waiting; the append may still happen.</param>
    public async Task<AppendResult> AppendAsync(UnpositionedEvent entry, LogPosition known, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(known);
        var description = string.Create(
            CultureInfo.InvariantCulture,
            $"{entry.Id:N} {entry.Type} {entry.OccurredAt.ToUnixTimeMilliseconds()} {entry.TraceParent ?? "-"}");
        var answer = await AppendScript.RunAsync(
            redis,
            [.. Keys(entry.Channel), HistoryKeys.Seen(entry.Id), HistoryKeys.Writer(entry.Channel), HistoryKeys.Fence(entry.Source)],
            [
                NewEpoch(),
                known.Epoch,
                known.Offset,
                (long)options.Value.DeduplicationWindow.TotalSeconds,
                options.Value.HistoryEvents,
                HistoryKeys.Bell(entry.Channel),
                description,
                entry.Head,
                entry.Tail,
                _replica,
                (long)WriterLease.TotalMilliseconds,
                entry.FencingToken,
            ],
            cancellation);
        return new AppendResult((AppendOutcome)(int)answer[0], (long)answer[1], (string)answer[2]);
    }

    /// <summary>
    /// What came after <paramref name="known"/>, or from the oldest event on when the epoch is another one than the caller
    /// knows. Begins a new epoch when Redis has lost what the caller has read.
    /// </summary>
    public async Task<LogPage> FollowAsync(string channel, LogPosition known, int limit, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(known);
        return Page(await FollowScript.RunAsync(
            redis,
            Keys(channel),
            [NewEpoch(), known.Epoch, known.Offset, known.EventId?.ToString("N") ?? "", limit],
            cancellation));
    }

    /// <summary>Events after an offset that anybody may name; changes nothing. The epoch is empty when there is no history yet.</summary>
    public async Task<LogPage> ReadAfterAsync(string channel, long offset, int limit, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        return Page(await ReadScript.RunAsync(redis, Keys(channel), [offset, limit], cancellation));
    }

    private static string[] Keys(string channel) => [HistoryKeys.Epoch, HistoryKeys.Head(channel), HistoryKeys.Stream(channel)];

    private static string NewEpoch() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));

    private static LogPage Page(RedisResult[] answer) =>
        new((string)answer[0], (long)answer[1], answer[2].IsNull ? [] : [.. ((RedisResult[])answer[2]).Select(Entry)]);

    private static LogEntry Entry(RedisResult item)
    {
        var (id, fields) = ((string)((RedisResult[])item)[0], (RedisResult[])((RedisResult[])item)[1]);
        var offset = long.Parse(id.AsSpan(0, id.IndexOf('-', StringComparison.Ordinal)), CultureInfo.InvariantCulture);
        return fields.Length == 4 && LogEntry.TryParse(offset, (byte[])fields[1], (byte[])fields[3], out var entry)
            ? entry!
            : throw new InvalidDataException($"The history in Redis holds an entry {id} that this service did not write. Remove the keys {HistoryKeys.Epoch} and its kin.");
    }
}
