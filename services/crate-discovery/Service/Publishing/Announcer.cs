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
    private static readonly TimeSpan SavePause = TimeSpan.FromSeconds(1);

    private readonly Term _own;
    private readonly FencedHash _hash;
    private readonly string _lease;
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
    private int _isLedgerBehind;

    /// <summary>Follows <paramref name="registry"/> from its first change.</summary>
    public Announcer(
        Term own,
        FencedHash hash,
        DiscoveryKeys keys,
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
        (_own, _hash, _lease) = (own, hash, keys.Lease);
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
            await Task.WhenAll(TellTheUntoldAsync(term), TellChangesAsync(term), SaveTheUnsavedAsync(term));
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
            catch (Exception failure) when (ReplicaLease.IsAway(failure))
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

    /// <summary>False when it is to be tried again. What goes wrong with one crate neither silences the others nor ends the term.</summary>
    private async Task<bool> TellAsync(Guid id, long revision, ActivityContext cause, CancellationToken stop)
    {
        try
        {
            if (await TryTellAsync(id, revision, cause, stop))
            {
                return true;
            }
        }
        catch (BusUnavailableException)
        {
            // Said once for all that wait.
        }
        catch (Exception failure) when (!stop.IsCancellationRequested)
        {
            LogFailed(_registry.Current.Find(id)?.Path ?? id.ToString(), failure);
        }

        _dirty.Add(id, revision, cause);
        return false;
    }

    private async Task<bool> TryTellAsync(Guid id, long revision, ActivityContext cause, CancellationToken stop)
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

        if (CrateEvents.Next(announced, current, snapshot.Epoch, current?.Revision ?? revision, _lease, token, _clock.GetUtcNow()) is not { } next)
        {
            return true;
        }

        using var activity = DiscoveryActivities.Continue("announce crate", cause)?.SetTag("ctas7.crate", next.Crate.Name).SetTag("ctas7.revision", next.Revision);

        // Noted first, and told only once that is certain: should this process die between the broker's confirm and the note of it, the
        // next one knows that it does not know, and sends the same event again.
        if (!await NoteAttemptAsync(CrateEvents.Attempted(announced ?? Entry(current!), next), stop))
        {
            return false;
        }

        await _own.HoldingAsync(stop);
        await PublishAsync(next, stop);
        _metrics.Announced(_clock.GetUtcNow() - next.OccurredAt, next.GetType().Name);
        if (current is null)
        {
            _announced.TryRemove(id, out _);
        }
        else
        {
            _announced[id] = Entry(current) with { Confirmed = next.Crate, LastEventId = next.EventId };
        }

        // Told is told: a note of it that cannot be written now is written later.
        await SaveAsync(id, stop);
        return true;
    }

    /// <summary>True when Redis has the entry; one that it has already is not written again.</summary>
    private async Task<bool> NoteAttemptAsync(AnnouncedCrate entry, CancellationToken stop)
    {
        if (ReferenceEquals(_announced.GetValueOrDefault(entry.Id), entry) && !_unsaved.ContainsKey(entry.Id))
        {
            return true;
        }

        _announced[entry.Id] = entry;
        return await SaveAsync(entry.Id, stop);
    }

    private static AnnouncedCrate Entry(CrateRecord crate) => new()
    {
        Id = crate.Id,
        DiscoveredAt = crate.DiscoveredAt,
        File = crate.File,
        LastGood = crate.Manifest is { Source.Length: <= MostKeptBytes } manifest ? manifest.Source.ToArray() : null,
        StaleSince = crate.StaleSince,
    };

    /// <summary>Brings Redis to what is known here of one crate; false when that fails now, and then <see cref="SaveTheUnsavedAsync"/> does it.</summary>
    private async Task<bool> SaveAsync(Guid id, CancellationToken stop)
    {
        try
        {
            AnnouncedCrate? entry;
            do
            {
                // Once more when it changed meanwhile: of two writes at a time the earlier one may come last.
                _unsaved.TryRemove(id, out _);
                entry = _announced.GetValueOrDefault(id);
                await (entry is null ? _ledger.RemoveAsync(_hash, id, stop) : _ledger.SaveAsync(_hash, entry, stop));
            }
            while (!ReferenceEquals(entry, _announced.GetValueOrDefault(id)));
            return true;
        }
        catch (Exception failure)
        {
            _unsaved.TryAdd(id, 0);
            if (!ReplicaLease.IsAway(failure))
            {
                throw;
            }

            if (Interlocked.Exchange(ref _isLedgerBehind, 1) == 0)
            {
                LogLedgerAway(failure.Message);
            }

            return false;
        }
    }

    /// <summary>Writes again what Redis did not take, whatever its reason was: away, out of memory, loading, read-only.</summary>
    private async Task SaveTheUnsavedAsync(CancellationToken stop)
    {
        while (true)
        {
            await Task.Delay(SavePause, _clock, stop);
            try
            {
                var isBehind = false;
                foreach (var id in _unsaved.Keys)
                {
                    isBehind = !await SaveAsync(id, stop);
                    if (isBehind)
                    {
                        break;
                    }
                }

                if (!isBehind)
                {
                    Interlocked.Exchange(ref _isLedgerBehind, 0);
                }
            }
            catch (Exception failure) when (!stop.IsCancellationRequested)
            {
                LogNotSaved(failure);
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
        foreach (var id in _announced.Keys)
        {
            _unsaved.TryAdd(id, 0);
        }
    }

    private async Task<TimeSpan> PauseAsync(TimeSpan pause, CancellationToken stop)
    {
        await Task.Delay(pause, _clock, stop);
        return pause * 2 < LongestPause ? pause * 2 : LongestPause;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} crates wait to be announced and are tried again: RabbitMQ does not confirm, or Redis does not take the note of it")]
    private partial void LogNotConfirmed(int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "Announcing {Crate} failed, trying again")]
    private partial void LogFailed(string crate, Exception failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The ledger of announcements cannot be read or written, and nothing new is announced until it can: {Reason}")]
    private partial void LogLedgerAway(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Writing the ledger of announcements failed, trying again")]
    private partial void LogNotSaved(Exception failure);
}
