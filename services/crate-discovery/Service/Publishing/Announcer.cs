using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using Ctas7.Contracts.CrateDiscovery;
using Ctas7.CrateDiscovery.Manifests;
using Ctas7.CrateDiscovery.Registry;
using Ctas7.CrateDiscovery.Replicas;
using Ctas7.CrateDiscovery.Scanning;
using Ctas7.ServiceDefaults.Bus;
using Ctas7.ServiceDefaults.Cache;

namespace Ctas7.CrateDiscovery.Publishing;

/// <summary>
/// Tells the bus every change of every crate, at least once, also over crashes of this service and of the broker. What
/// was confirmed is remembered per crate in the ledger; what is to tell is always the difference between the ledger and the registry, so several
/// changes of a crate that could not be told become one, and after a restart the first scan is compared the same way.
/// </summary>
public sealed partial class Announcer : ITermWorker, IDisposable
{
    private const int MostAtOnce = 64;
    private const int MostKeptBytes = 64 * 1024;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly Term _own;
    private readonly FencedHash _hash;
    private readonly CrateRegistry _registry;
    private readonly AnnouncementLedger _ledger;
    private readonly BusPublisher _bus;
    private readonly RedisConnection _redis;
    private readonly ManifestParser _parser;
    private readonly FirstScan _firstScan;
    private readonly DiscoveryMetrics _metrics;
    private readonly TimeProvider _clock;
    private readonly ILogger<Announcer> _log;
    private readonly DirtyCrates _dirty = new();
    private readonly ConcurrentDictionary<Guid, AnnouncedCrate> _announced = new();
    private readonly ConcurrentDictionary<Guid, byte> _unsaved = new();
    private readonly TaskCompletionSource _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _rewriting;

    /// <summary>Follows <paramref name="registry"/> from its first change.</summary>
    public Announcer(
        Term own,
        FencedHash hash,
        CrateRegistry registry,
        AnnouncementLedger ledger,
        BusPublisher bus,
        RedisConnection redis,
        ManifestParser parser,
        FirstScan firstScan,
        DiscoveryMetrics metrics,
        TimeProvider clock,
        ILogger<Announcer> log)
    {
        (_own, _hash) = (own, hash);
        (_registry, _ledger, _bus, _redis, _parser, _firstScan, _metrics, _clock, _log) = (registry, ledger, bus, redis, parser, firstScan, metrics, clock, log);
        _registry.Changed += Note;
        _redis.Restored += RewriteLedger;
        _own.MemoryLost += RewriteLedger;
    }

    /// <summary>Crates whose last change the broker has not confirmed yet.</summary>
    public int Pending => _dirty.Count;

    /// <summary>The crates of the ledger, once that is read.</summary>
    public async Task<IReadOnlyList<RememberedCrate>> AnnouncedAsync(CancellationToken cancel)
    {
        await _loaded.Task.WaitAsync(cancel);
        return Remembered();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _registry.Changed -= Note;
        _redis.Restored -= RewriteLedger;
        _own.MemoryLost -= RewriteLedger;
        _dirty.Dispose();
    }

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken term)
    {
        try
        {
            await LoadAsync(term);

            // The crates get their earlier identities first, so that none is announced under a passing one.
            await _firstScan.Remembered.WaitAsync(term);
            await Task.WhenAll(TellTheUntoldAsync(term), TellChangesAsync(term));
        }
        catch (OperationCanceledException) when (term.IsCancellationRequested)
        {
            // What is not told yet is told by the next run: the ledger knows.
        }
    }

    private void Note(IReadOnlyList<RegistryChange> changes)
    {
        var cause = DiscoveryActivities.Now;
        foreach (var change in changes)
        {
            _dirty.Add(change.Crate.Id, change.Revision, cause);
        }
    }

    private async Task LoadAsync(CancellationToken stop)
    {
        for (var pause = FirstPause; ; pause = await PauseAsync(pause, stop))
        {
            try
            {
                foreach (var crate in await _ledger.LoadAsync(stop))
                {
                    _announced[crate.Id] = crate;
                }

                _loaded.TrySetResult();
                return;
            }
            catch (Exception failure) when (failure is RedisUnavailableException or TimeoutException or StackExchange.Redis.RedisException)
            {
                // The connection is made while this starts: a moment without it is no news.
                if (pause >= LongestPause)
                {
                    LogLedgerAway(failure.Message);
                }
            }
        }
    }

    private async Task TellChangesAsync(CancellationToken stop)
    {
        for (var pause = FirstPause; ;)
        {
            var dirty = await _dirty.TakeAsync(MostAtOnce, stop);
            var told = await Task.WhenAll(dirty.Select(entry => TellAsync(entry.Crate, entry.Revision, entry.Cause, stop)));
            if (Array.TrueForAll(told, done => done))
            {
                pause = FirstPause;
                continue;
            }

            LogNotConfirmed(_dirty.Count);
            pause = await PauseAsync(pause, stop);
        }
    }

    /// <summary>After the first scan: whatever the bus was not told, or not for certain, by earlier terms.</summary>
    private async Task TellTheUntoldAsync(CancellationToken stop)
    {
        await _firstScan.Done.WaitAsync(stop);
        // All of them, and not only what the scan found changed: a former leader may have replicated or cached a change that it never told.
        var current = _registry.Current;
        foreach (var id in _announced.Keys.Union(current.PathById.Keys))
        {
            _dirty.Add(id, current.Find(id)?.Revision ?? current.Revision, cause: default);
        }
    }

    private async Task<bool> TellAsync(Guid id, long revision, ActivityContext cause, CancellationToken stop)
    {
        // Nothing is told without the lease; what changes meanwhile is told as one.
        var token = await _own.HoldingAsync(stop);
        var snapshot = _registry.Current;
        var current = snapshot.Find(id);
        var announced = _announced.GetValueOrDefault(id);
        if (current is null && !_firstScan.Done.IsCompleted)
        {
            // It may only not have been met yet; after the first scan everything is compared once more.
            return true;
        }

        if (CrateEvents.Next(announced, current, snapshot.Epoch, current?.Revision ?? revision, token, _clock.GetUtcNow()) is not { } next)
        {
            return true;
        }

        using var activity = DiscoveryActivities.Continue("announce crate", cause)?.SetTag("ctas7.crate", next.Crate.Name).SetTag("ctas7.revision", next.Revision);
        try
        {
            // Noted first: should this process die between the broker's confirm and the note of it, the next one knows that it does not know.
            _announced[id] = (announced ?? Entry(current!)) with { InDoubt = next.Crate };
            await SaveAsync(id, stop);
            await _own.HoldingAsync(stop);
            await PublishAsync(next, stop);
        }
        catch (BusUnavailableException)
        {
            _dirty.Add(id, revision, cause);
            return false;
        }
        catch (Exception failure) when (!stop.IsCancellationRequested)
        {
            // One crate that cannot be told must not silence the others; it is tried again like them.
            LogFailed(next.Crate.Name, failure);
            _dirty.Add(id, revision, cause);
            return false;
        }

        _metrics.Announced(_clock.GetUtcNow() - next.OccurredAt, next.GetType().Name);
        if (current is null)
        {
            _announced.TryRemove(id, out _);
        }
        else
        {
            _announced[id] = Entry(current) with { Confirmed = next.Crate, LastEventId = next.EventId };
        }

        await SaveAsync(id, stop);
        return true;
    }

    private static AnnouncedCrate Entry(CrateRecord crate) => new()
    {
        Id = crate.Id,
        DiscoveredAt = crate.DiscoveredAt,
        File = crate.File,
        LastGood = crate.Manifest is { Source.Length: <= MostKeptBytes } manifest ? manifest.Source.ToArray() : null,
        StaleSince = crate.StaleSince,
    };

    /// <summary>Brings Redis to what is known here of one crate; without Redis that is done when it is back.</summary>
    private async Task SaveAsync(Guid id, CancellationToken stop)
    {
        try
        {
            await (_announced.TryGetValue(id, out var entry) ? _ledger.SaveAsync(_hash, entry, stop) : _ledger.RemoveAsync(_hash, id, stop));
            _unsaved.TryRemove(id, out _);
        }
        catch (Exception failure) when (failure is RedisUnavailableException or TimeoutException or StackExchange.Redis.RedisException)
        {
            if (_unsaved.TryAdd(id, 0) && _unsaved.Count == 1)
            {
                LogLedgerAway(failure.Message);
            }
        }
    }

    private Task PublishAsync(ICrateEvent next, CancellationToken stop) => next switch
    {
        CrateDiscovered discovered => _bus.PublishAsync(discovered, stop),
        CrateUpdated updated => _bus.PublishAsync(updated, stop),
        CrateMoved moved => _bus.PublishAsync(moved, stop),
        CrateRemoved removed => _bus.PublishAsync(removed, stop),
        CrateInvalid invalid => _bus.PublishAsync(invalid, stop),
        CrateRecovered recovered => _bus.PublishAsync(recovered, stop),
        _ => throw new InvalidOperationException($"No bus message is known for {next.GetType().Name}."),
    };

    private List<RememberedCrate> Remembered()
    {
        var crates = new List<RememberedCrate>();
        foreach (var crate in _announced.Values)
        {
            var summary = crate.InDoubt ?? crate.Confirmed!;
            crates.Add(new RememberedCrate(crate.Id, summary.Path, crate.DiscoveredAt, summary.ContentHash, crate.File, Recall(summary.Path, crate.LastGood), crate.StaleSince));
        }

        return crates;
    }

    private Func<Manifest?>? Recall(string path, byte[]? content)
        => content is null ? null : () => _parser.Parse(path, content, Convert.ToHexStringLower(SHA256.HashData(content)), out _);

    /// <summary>Redis came back, perhaps empty: everything is written again.</summary>
    private void RewriteLedger()
    {
        // Counted, so that a Redis that comes back once more meanwhile is written once more.
        if (_loaded.Task.IsCompleted && Interlocked.Increment(ref _rewriting) == 1)
        {
            _ = Task.Run(() => RewriteAllAsync(_own.Ended));
        }
    }

    private async Task RewriteAllAsync(CancellationToken stop)
    {
        try
        {
            int asked;
            do
            {
                asked = Volatile.Read(ref _rewriting);
                foreach (var id in _announced.Keys.Concat(_unsaved.Keys).Distinct())
                {
                    await SaveAsync(id, stop);
                }
            }
            while (Interlocked.CompareExchange(ref _rewriting, 0, asked) != asked);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The next leader has read the ledger, and writes what it finds to differ.
        }
    }

    private async Task<TimeSpan> PauseAsync(TimeSpan pause, CancellationToken stop)
    {
        await Task.Delay(pause, _clock, stop);
        return pause * 2 < LongestPause ? pause * 2 : LongestPause;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "RabbitMQ does not confirm: {Count} crates wait to be announced and are tried again")]
    private partial void LogNotConfirmed(int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "Announcing {Crate} failed, trying again")]
    private partial void LogFailed(string crate, Exception failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The ledger of announcements is away and is caught up later: {Reason}")]
    private partial void LogLedgerAway(string reason);
}
