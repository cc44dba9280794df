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
    /// crate found anew: the registry then has an epoch of its own, as it is no revision of the one that was cached. Crates may be newer than the
    /// revision says: the changes after it come again.
    /// </summary>
    public async Task<(RegistrySnapshot Registry, DateTimeOffset SavedAt)?> LoadAsync(CancellationToken cancel)
    {
        // Before the crates, so that none of them is older than it.
        var told = await redis.RunAsync(database => database.HashGetAsync(keys.Registry, Head), cancel);
        if (!told.HasValue || Read(Head, (byte[])told!, ReadHead) is not { } head)
        {
            return null;
        }

        var entries = await HashPages.ReadAsync(redis, keys.Registry, cancel);
        entries.Remove(Head);
        var all = entries.ToLookup(entry => entry.Key.StartsWith(RemovedPrefix, StringComparison.Ordinal));
        var crates = all[false].AsParallel().Select(entry => Read(entry.Key, entry.Value, bytes => StoredCrates.Read(StoredCrate.Parser.ParseFrom(bytes), parser)))
            .OfType<CrateRecord>().GroupBy(crate => crate.Path, StringComparer.Ordinal).Select(Newest).DistinctBy(crate => crate.Id).ToList();
        var removed = all[true].Select(entry => Read(entry.Key, entry.Value, bytes => StoredCrates.Read(StoredRemoval.Parser.ParseFrom(bytes))))
            .OfType<RemovedCrate>().OrderBy(crate => crate.RemovedAt).ToList();
        var isWhole = crates.Count + removed.Count == entries.Count;
        return (
            RegistrySnapshot.Of(
                isWhole ? head.Epoch : Guid.CreateVersion7().ToString("N"), head.Revision, crates, head.Folders, head.FoldersRevision, removed.TakeLast(RemovedCrate.Most)),
            head.SavedAt);
    }

    /// <summary>The names of all fields.</summary>
    internal Task<RedisValue[]> FieldsAsync(CancellationToken cancel) => redis.RunAsync(database => database.HashKeysAsync(keys.Registry), cancel);

    /// <summary>The field of a crate.</summary>
    internal static string FieldOf(Guid crate) => crate.ToString("N");

    /// <summary>The field of a removed crate.</summary>
    internal static string RemovedFieldOf(Guid crate) => RemovedPrefix + FieldOf(crate);

    /// <summary>Two entries claim one path only when a leader died between two batches.</summary>
    private static CrateRecord Newest(IEnumerable<CrateRecord> ofOnePath) => ofOnePath.MaxBy(crate => crate.Revision)!;

    private static ReadableHead? ReadHead(byte[] bytes)
    {
        var head = StoredRegistry.Parser.ParseFrom(bytes);
        return head is { Format: Format, Position: { } position }
            ? new ReadableHead(
                position.Epoch,
                position.Revision,
                [.. (head.FolderIssues?.Issues.Select(StoredCrates.Read) ?? []).DistinctBy(issue => issue.Path)],
                head.FolderIssues?.Revision ?? 0,
                StoredTime.Read(head.SavedAt) ?? DateTimeOffset.UnixEpoch)
            : null;
    }

    private T? Read<T>(string field, byte[] value, Func<byte[], T?> parse)
        where T : class
    {
        try
        {
            return parse(value);
        }
        catch (Exception failure) when (failure is InvalidProtocolBufferException or InvalidDataException)
        {
            LogUnreadable(field, failure.Message);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The cache entry {Field} cannot be read, so it is left out and found anew: {Reason}")]
    private partial void LogUnreadable(string field, string reason);

    private sealed record ReadableHead(string Epoch, long Revision, IReadOnlyList<Manifests.ManifestIssue> Folders, long FoldersRevision, DateTimeOffset SavedAt);
}
