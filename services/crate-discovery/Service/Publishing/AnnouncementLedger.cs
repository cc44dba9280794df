using System.Text.Json;
using Ctas7.CrateDiscovery.Cache;
using Ctas7.CrateDiscovery.Replicas;
using Ctas7.ServiceDefaults.Cache;

namespace Ctas7.CrateDiscovery.Publishing;

/// <summary>
/// The ledger of what was announced, in one Redis hash with a field per crate. Losing it costs repeated announcements; only a removal while this service was away is then not told. Thread-safe.
/// </summary>
public sealed partial class AnnouncementLedger(RedisConnection redis, DiscoveryKeys keys, ILogger<AnnouncementLedger> log)
{
    /// <summary>Every entry; an entry that cannot be read is dropped with a warning, and its crate announced anew.</summary>
    /// <exception cref="RedisUnavailableException">Redis is away; so for the other calls.</exception>
    /// <exception cref="TimeoutException">No answer in time; so for the other calls.</exception>
    public async Task<IReadOnlyList<AnnouncedCrate>> LoadAsync(CancellationToken cancel)
    {
        var entries = await HashPages.ReadAsync(redis, keys.Ledger, cancel);
        var crates = new List<AnnouncedCrate>(entries.Count);
        foreach (var entry in entries)
        {
            try
            {
                if (JsonSerializer.Deserialize(entry.Value, LedgerJson.Default.AnnouncedCrate) is { } crate && (crate.Confirmed ?? crate.InDoubt) is not null)
                {
                    crates.Add(crate);
                }
            }
            catch (Exception failure) when (failure is JsonException or NotSupportedException)
            {
                LogUnreadable(entry.Key, failure.Message);
            }
        }

        return crates;
    }

    /// <summary>Writes one entry, as the leader that <paramref name="hash"/> belongs to.</summary>
    public Task SaveAsync(FencedHash hash, AnnouncedCrate crate, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(hash);
        ArgumentNullException.ThrowIfNull(crate);
        return hash.WriteAsync(keys.Ledger, [new(Field(crate.Id), JsonSerializer.SerializeToUtf8Bytes(crate, LedgerJson.Default.AnnouncedCrate))], [], cancel);
    }

    /// <summary>Removes one entry, as the leader that <paramref name="hash"/> belongs to.</summary>
    public Task RemoveAsync(FencedHash hash, Guid crate, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(hash);
        return hash.WriteAsync(keys.Ledger, [], [Field(crate)], cancel);
    }

    private static string Field(Guid crate) => crate.ToString("N");

    [LoggerMessage(Level = LogLevel.Warning, Message = "The announcement of {Crate} in Redis cannot be read, so it is announced anew: {Reason}")]
    private partial void LogUnreadable(string crate, string reason);
}
