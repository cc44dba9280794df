using System.Collections.Immutable;
using Ctas7.Contracts.CrateDiscovery.V1;
using Ctas7.CrateDiscovery.Registry;
using Ctas7.CrateDiscovery.Replicas;
using Ctas7.CrateDiscovery.Scanning;
using Ctas7.ServiceDefaults.Cache;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using CrateRegistry = Ctas7.CrateDiscovery.Registry.CrateRegistry;

namespace Ctas7.CrateDiscovery.Cache;

/// <summary>
/// Keeps the cache as the registry is, a moment behind it. Changes of a crate that wait become one; after a connection to Redis, which may
/// have lost its memory, and at the begin of a term everything is written once.
/// </summary>
public sealed partial class CacheWriter : ITermWorker, IDisposable
{
    private const int MostAtOnce = 128;
    private const int MostBytes = 1024 * 1024;
    private static readonly TimeSpan LookPause = TimeSpan.FromSeconds(1);

    private readonly CrateRegistry _registry;
    private readonly RegistryCache _cache;
    private readonly FencedHash _hash;
    private readonly DiscoveryKeys _keys;
    private readonly Term _own;
    private readonly FirstScan _firstScan;
    private readonly RedisConnection _redis;
    private readonly TimeProvider _clock;
    private readonly ILogger<CacheWriter> _log;
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _signal = new(0, 1);
    private readonly HashSet<Guid> _dirty = [];
    private IReadOnlyDictionary<string, Manifests.ManifestIssue>? _folders;
    private ImmutableList<RemovedCrate>? _removed;
    private bool _isAllDirty = true;

    /// <summary>Notes what changes from here on.</summary>
    public CacheWriter(
        CrateRegistry registry,
        RegistryCache cache,
        FencedHash hash,
        DiscoveryKeys keys,
        Term own,
        FirstScan firstScan,
        RedisConnection redis,
        TimeProvider clock,
        ILogger<CacheWriter> log)
    {
        (_registry, _cache, _hash, _keys, _own, _firstScan, _redis, _clock, _log) = (registry, cache, hash, keys, own, firstScan, redis, clock, log);
        _registry.Changed += Note;
        _redis.Restored += NoteAll;
        _own.MemoryLost += NoteAll;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _registry.Changed -= Note;
        _redis.Restored -= NoteAll;
        _own.MemoryLost -= NoteAll;
        _signal.Dispose();
    }

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken term)
    {
        var hasFailed = false;
        try
        {
            // What Redis still knows of an earlier run is recalled before it is written over.
            await _firstScan.Remembered.WaitAsync(term);
            while (!term.IsCancellationRequested)
            {
                try
                {
                    await WriteAsync(term);
                    hasFailed = false;
                    await _signal.WaitAsync(LookPause, term);
                }
                catch (Exception failure) when (ReplicaLease.IsAway(failure))
                {
                    if (!hasFailed)
                    {
                        LogBehind(failure.Message);
                    }

                    hasFailed = true;
                    await Task.Delay(LookPause, _clock, term);
                }
            }
        }
        catch (OperationCanceledException) when (term.IsCancellationRequested)
        {
            // The next term writes everything once.
        }
    }

    private async Task WriteAsync(CancellationToken stop)
    {
        List<Guid> ids;
        bool isAll;
        lock (_gate)
        {
            (ids, isAll) = ([.. _dirty], _isAllDirty);
            _dirty.Clear();
            _isAllDirty = false;
        }

        var snapshot = _registry.Current;
        if (!isAll && ids.Count == 0 && ReferenceEquals(_folders, snapshot.FolderIssues))
        {
            return;
        }

        // Removed crates that are no longer kept: no change names them.
        ids.AddRange(_removed?.Except(snapshot.Removed).Select(crate => crate.Id) ?? []);
        try
        {
            await (isAll ? WriteAllAsync(snapshot, stop) : WriteSomeAsync(snapshot, ids, stop));
            (_folders, _removed) = (snapshot.FolderIssues, snapshot.Removed);
        }
        catch
        {
            lock (_gate)
            {
                _dirty.UnionWith(ids);
                _isAllDirty |= isAll;
            }

            throw;
        }
    }

    private async Task WriteAllAsync(RegistrySnapshot snapshot, CancellationToken stop)
    {
        await WriteSomeAsync(snapshot, [.. snapshot.ByPath.Values.Select(crate => crate.Id), .. snapshot.Removed.Select(crate => crate.Id)], stop);
        HashSet<string> known =
        [
            RegistryCache.Head,
            .. snapshot.PathById.Keys.Select(RegistryCache.FieldOf),
            .. snapshot.Removed.Select(crate => RegistryCache.RemovedFieldOf(crate.Id)),
        ];
        var unknown = (await _cache.FieldsAsync(stop)).Select(field => (string)field!).Where(field => !known.Contains(field)).ToList();
        foreach (var batch in unknown.Chunk(MostAtOnce))
        {
            await _hash.WriteAsync(_keys.Registry, [], batch, stop);
        }
    }

    /// <summary>In batches of bounded size; the head, which says up to which revision everything is there, comes with the last one.</summary>
    private async Task WriteSomeAsync(RegistrySnapshot snapshot, List<Guid> ids, CancellationToken stop)
    {
        var removed = ids.Count == 0 ? [] : snapshot.Removed.GroupBy(crate => crate.Id).ToDictionary(group => group.Key, group => group.Last());
        var (set, delete, bytes) = (new List<KeyValuePair<string, byte[]>>(), new List<string>(), 0);
        foreach (var id in ids)
        {
            Add(RegistryCache.FieldOf(id), snapshot.Find(id) is { } crate ? StoredCrates.Write(crate) : null);
            Add(RegistryCache.RemovedFieldOf(id), removed.TryGetValue(id, out var gone) ? StoredCrates.Write(gone) : null);
            if (set.Count + delete.Count >= MostAtOnce * 2 || bytes >= MostBytes)
            {
                await _hash.WriteAsync(_keys.Registry, set, delete, stop);
                (set, delete, bytes) = ([], [], 0);
            }
        }

        Add(RegistryCache.Head, new StoredRegistry
        {
            Format = RegistryCache.Format,
            Position = new RegistryPosition { Epoch = snapshot.Epoch, Revision = snapshot.Revision, FencingToken = _own.FencingToken },
            FolderIssues = StoredCrates.WriteFolders(snapshot),
            SavedAt = Timestamp.FromDateTimeOffset(_clock.GetUtcNow()),
        });
        await _hash.WriteAsync(_keys.Registry, set, delete, stop);

        void Add(string field, IMessage? value)
        {
            if (value is null)
            {
                delete.Add(field);
                return;
            }

            set.Add(new(field, value.ToByteArray()));
            bytes += set[^1].Value.Length;
        }
    }

    private void Note(IReadOnlyList<RegistryChange> changes)
    {
        lock (_gate)
        {
            _dirty.UnionWith(changes.Select(change => change.Crate.Id));
            Signal();
        }
    }

    private void NoteAll()
    {
        lock (_gate)
        {
            _isAllDirty = true;
            Signal();
        }
    }

    private void Signal()
    {
        if (_signal.CurrentCount == 0)
        {
            _signal.Release();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The cached registry in Redis is behind and is caught up later: {Reason}")]
    private partial void LogBehind(string reason);
}
