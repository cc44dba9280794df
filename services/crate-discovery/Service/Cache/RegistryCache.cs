using Ctas7.Contracts.CrateDiscovery.V1;
using Ctas7.CrateDiscovery.Manifests;
using Ctas7.CrateDiscovery.Registry;
using Ctas7.CrateDiscovery.Replicas;
using Ctas7.ServiceDefaults.Cache;
using Google.Protobuf;
using StackExchange.Redis;

namespace Ctas7.CrateDiscovery.Cache;

/// <summary>
/// The registry in one Redis hash: a field per crate, one per removed crate, and one that says what they belong to. Losing it costs a slow
/// start, nothing else. Thread-safe; calls fail as <see cref="RedisConnection.RunAsync"/> does.
/// </summary>
public sealed partial class RegistryCache(RedisConnection redis, DiscoveryKeys keys, ManifestParser parser, ILogger<RegistryCache> log)
{
    /// <summary>Changes whenever older entries can no longer be read; what was written with another number is left aside.</summary>
    public const int Format = 1;

    /// <summary>The field that is no crate.</summary>
    internal const string Head = "head";

    private const string RemovedPrefix = "removed-";

    /// <summary>
    /// The cached registry and when it was written; null when there is none of this format. An entry that cannot be read is left out, and its
    /// crate found anew. Crates may be newer than the revision says: the changes after it come again.
    /// </summary>
    public async Task<(RegistrySnapshot Registry, DateTimeOffset SavedAt)?> LoadAsync(CancellationToken cancel)
    {
        var entries = await redis.RunAsync(database => database.HashGetAllAsync(keys.Registry), cancel);
        var told = entries.FirstOrDefault(entry => entry.Name == Head);
        if (Read(told, StoredRegistry.Parser.ParseFrom) is not { Format: Format, Position: { } position } head
            || Read(told, _ => head.FolderIssues?.Issues.Select(StoredCrates.Read).ToList() ?? []) is not { } folders)
        {
            return null;
        }

        var (crates, removed) = (Entries(entries, isRemoved: false), Entries(entries, isRemoved: true));
        return (
            RegistrySnapshot.Of(
                position.Epoch,
                position.Revision,
                [.. crates.AsParallel().Select(entry => Read(entry, bytes => StoredCrates.Read(StoredCrate.Parser.ParseFrom(bytes), parser))).OfType<CrateRecord>().GroupBy(crate => crate.Path, StringComparer.Ordinal).Select(Newest).DistinctBy(crate => crate.Id)],
                folders.DistinctBy(issue => issue.Path),
                head.FolderIssues?.Revision ?? 0,
                removed.Select(entry => Read(entry, bytes => StoredCrates.Read(StoredRemoval.Parser.ParseFrom(bytes)))).OfType<RemovedCrate>().OrderBy(crate => crate.RemovedAt)),
            StoredTime.Read(head.SavedAt) ?? DateTimeOffset.UnixEpoch);
    }

    /// <summary>The names of all fields.</summary>
    internal Task<RedisValue[]> FieldsAsync(CancellationToken cancel) => redis.RunAsync(database => database.HashKeysAsync(keys.Registry), cancel);

    /// <summary>The field of a crate.</summary>
    internal static string FieldOf(Guid crate) => crate.ToString("N");

    /// <summary>The field of a removed crate.</summary>
    internal static string RemovedFieldOf(Guid crate) => RemovedPrefix + FieldOf(crate);

    private static IEnumerable<HashEntry> Entries(HashEntry[] entries, bool isRemoved)
        => entries.Where(entry => entry.Name != Head && ((string)entry.Name!).StartsWith(RemovedPrefix, StringComparison.Ordinal) == isRemoved);

    /// <summary>Two entries claim one path only when a leader died between two batches.</summary>
    private static CrateRecord Newest(IEnumerable<CrateRecord> ofOnePath) => ofOnePath.MaxBy(crate => crate.Revision)!;

    private T? Read<T>(HashEntry entry, Func<byte[], T> parse)
        where T : class
    {
        try
        {
            return entry.Value.HasValue ? parse((byte[])entry.Value!) : null;
        }
        catch (Exception failure) when (failure is InvalidProtocolBufferException or InvalidDataException)
        {
            LogUnreadable(entry.Name!, failure.Message);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The cache entry {Field} cannot be read, so its crate is found anew: {Reason}")]
    private partial void LogUnreadable(string field, string reason);
}
