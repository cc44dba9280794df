using System.Text.Json;
using Ctas7.CrateDiscovery.Scanning;
using Ctas7.ServiceDefaults.Cache;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Ctas7.CrateDiscovery.Publishing;

/// <summary>
/// The ledger of what was announced, in one Redis hash with a field per crate. Losing it costs repeated announcements; only a removal while this service was away is then not told. Thread-safe.
/// </summary>
public sealed partial class AnnouncementLedger(RedisConnection redis, IOptions<DiscoveryOptions> options, ILogger<AnnouncementLedger> log)
{
    private RedisKey Key => options.Value.LedgerKey;

    /// <summary>Every entry; an entry that cannot be read is dropped with a warning, and its crate announced anew.</summary>
    /// <exception cref="RedisUnavailableException">Redis is away; so for the other calls.</exception>
    /// <exception cref="TimeoutException">No answer in time; so for the other calls.</exception>
    public async Task<IReadOnlyList<AnnouncedCrate>> LoadAsync(CancellationToken cancel)
    {
        var entries = await redis.RunAsync(database => database.HashGetAllAsync(Key), cancel);
        var crates = new List<AnnouncedCrate>(entries.Length);
        foreach (var entry in entries)
        {
            try
            {
                if (JsonSerializer.Deserialize((string)entry.Value!, LedgerJson.Default.AnnouncedCrate) is { } crate && (crate.Confirmed ?? crate.InDoubt) is not null)
                {
                    crates.Add(crate);
                }
            }
            catch (Exception failure) when (failure is JsonException or NotSupportedException)
            {
                LogUnreadable(entry.Name!, failure.Message);
            }
        }

        return crates;
    }

    /// <summary>Writes one entry.</summary>
    public Task SaveAsync(AnnouncedCrate crate, CancellationToken cancel)
        => redis.RunAsync(database => database.HashSetAsync(Key, Field(crate.Id), JsonSerializer.Serialize(crate, LedgerJson.Default.AnnouncedCrate)), cancel);

    /// <summary>Removes one entry.</summary>
    public Task RemoveAsync(Guid crate, CancellationToken cancel)
        => redis.RunAsync(database => database.HashDeleteAsync(Key, Field(crate)), cancel);

    private static RedisValue Field(Guid crate) => crate.ToString("N");

    [LoggerMessage(Level = LogLevel.Warning, Message = "The announcement of {Crate} in Redis cannot be read, so it is announced anew: {Reason}")]
    private partial void LogUnreadable(string crate, string reason);
}
