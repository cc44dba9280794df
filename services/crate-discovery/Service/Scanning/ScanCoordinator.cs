using Ctas7.CrateDiscovery.Cache;
using Ctas7.CrateDiscovery.Files;
using Ctas7.CrateDiscovery.Manifests;
using Ctas7.CrateDiscovery.Registry;
using Ctas7.CrateDiscovery.Replicas;
using Ctas7.CrateDiscovery.Watching;
using Microsoft.Extensions.Options;

namespace Ctas7.CrateDiscovery.Scanning;

/// <summary>Runs scans one after another: at the start, on request, after lost events, and on a schedule where something is not watched.</summary>
public sealed partial class ScanCoordinator(
    Term own,
    Scanner scanner,
    ScanRequests requests,
    ScanRoots roots,
    FolderWatch watch,
    CrateRegistry registry,
    IRememberedCrates remembered,
    IScanObserver observer,
    FirstScan firstScan,
    HeldPaths held,
    RegistryOrigin origin,
    IOptions<DiscoveryOptions> options,
    TimeProvider clock,
    ILogger<ScanCoordinator> log) : ITermWorker
{
    private static readonly TimeSpan ProgressPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan SettlePause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan RecallTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RecallTimeWithoutRedis = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private CancellationTokenSource? _cancel;
    private volatile ScanRun? _running;
    private volatile ScanRun? _last;

    /// <summary>The scan that runs now.</summary>
    public ScanRun? Running => _running;

    /// <summary>The last scan that ended.</summary>
    public ScanRun? Last => _last;

    /// <summary>
    /// Ends the running scan. What it has read so far stays; nothing is taken for absent because of it. The next scan is a whole one again.
    /// </summary>
    /// <returns>Its id; null when none runs.</returns>
    public Guid? Cancel()
    {
        lock (_gate)
        {
            if (_cancel is null)
            {
                return null;
            }

            _cancel.Cancel();
            return _running?.Id;
        }
    }

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken term)
    {
        ReportNoRoots();
        var late = Task.CompletedTask;
        try
        {
            var recall = remembered.RecallAsync(term);
            var patience = own.HoldsLease ? RecallTime : RecallTimeWithoutRedis;
            if (await Task.WhenAny(recall, Task.Delay(patience, clock, term)) == recall)
            {
                Remember(await recall);
            }
            else
            {
                LogScanWithoutMemory(patience.TotalSeconds);
                late = AdoptAsync(recall);
            }
        }
        catch (OperationCanceledException) when (term.IsCancellationRequested)
        {
            return;
        }

        requests.Ask(ScanReason.Start);
        while (!term.IsCancellationRequested)
        {
            try
            {
                if (await requests.TakeAsync(options.Value.PollInterval, term) is { } request)
                {
                    await RunAsync(request, term);
                }
                else if (IsDue())
                {
                    requests.Ask(ScanReason.Poll);
                }
            }
            catch (OperationCanceledException) when (term.IsCancellationRequested)
            {
                break;
            }
        }

        await late.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Remember(IReadOnlyList<RememberedCrate> crates)
    {
        registry.Remember(crates);
        firstScan.Remember();
        if (roots.Paths.Count > 0)
        {
            scanner.DropOutside();
        }
    }

    /// <summary>What earlier runs knew comes when a scan has begun already: crates take up their earlier identity, and all is looked at once more.</summary>
    private async Task AdoptAsync(Task<IReadOnlyList<RememberedCrate>> recall)
    {
        var crates = await recall;
        registry.AdoptIdentities(crates);
        Remember(crates);
        requests.Ask(ScanReason.Start);
    }

    private async Task RunAsync(ScanRequest request, CancellationToken stop)
    {
        var isWhole = firstScan.Remembered.IsCompleted;
        using var activity = DiscoveryActivities.Continue("scan", request.Cause)?.SetTag("ctas7.scan.reason", request.Reason.Word());
        var run = new ScanRun(request.Id, request.Reason, clock.GetUtcNow(), new WalkCounters());
        var began = clock.GetTimestamp();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Begin(run, cancel);
        observer.Started(run, roots.Paths);
        var (outcome, changed) = await WalkAsync(run, request.ConfirmRemovals, cancel.Token);
        if (outcome == ScanOutcome.Completed && isWhole && !firstScan.Done.IsCompleted)
        {
            await CompleteFirstAsync(stop);
        }

        if (outcome == ScanOutcome.Completed && firstScan.Done.IsCompleted)
        {
            origin.Set(RegistrySource.Scan, clock.GetUtcNow());
        }

        Finish(run with
        {
            Outcome = outcome,
            FinishedAt = clock.GetUtcNow(),
            Duration = clock.GetElapsedTime(began),
            Changed = changed,
            Issues = CountIssues(registry.Current),
        });
    }

    private async Task<(ScanOutcome Outcome, int Changed)> WalkAsync(ScanRun run, bool confirmRemovals, CancellationToken cancel)
    {
        var work = Task.Factory.StartNew(
            () => scanner.ScanAll(run.Counters, cancel, CauseOf(run.Reason), confirmRemovals),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        while (await Task.WhenAny(work, Task.Delay(ProgressPause, clock, cancel)) != work && !cancel.IsCancellationRequested)
        {
            observer.Progressed(run);
        }

        try
        {
            var changed = await work;
            return (NoLongerCancellable(cancel) ? ScanOutcome.Cancelled : ScanOutcome.Completed, changed);
        }
        catch (Exception failure)
        {
            // A fault of ours in one scan must not end discovery; the next scan is a new try.
            LogFailed(failure);
            NoLongerCancellable(cancel);
            return (ScanOutcome.Failed, 0);
        }
    }

    private void Begin(ScanRun run, CancellationTokenSource cancel)
    {
        lock (_gate)
        {
            (_running, _cancel) = (run, cancel);
        }
    }

    /// <summary>From here on the outcome is certain: who cancels now is told that there is nothing to cancel.</summary>
    private bool NoLongerCancellable(CancellationToken cancel)
    {
        lock (_gate)
        {
            _cancel = null;
            return cancel.IsCancellationRequested;
        }
    }

    /// <summary>What is in its grace has been looked at, but not told yet: only then can anything be said not to exist.</summary>
    private async Task CompleteFirstAsync(CancellationToken stop)
    {
        var began = clock.GetTimestamp();
        var longest = (options.Value.Grace * HeldPaths.MostDelays) + ProgressPause;
        while (held.Count > 0 && clock.GetElapsedTime(began) < longest)
        {
            await Task.Delay(SettlePause, clock, stop);
        }

        registry.ForgetRemembered();
        firstScan.Complete();
    }

    private static ReadingCause CauseOf(ScanReason reason) => reason == ScanReason.Poll ? ReadingCause.Polled : ReadingCause.Scan;

    private void Finish(ScanRun run)
    {
        _last = run;
        _running = null;
        observer.Finished(run);
        LogScanned(run.Counters.Manifests, run.Counters.Folders, run.Duration.TotalMilliseconds, run.Changed);
    }

    /// <summary>Looked at once every poll interval: is something unwatched, has a root come or gone, or is it time for the scan that makes sure?</summary>
    private bool IsDue()
    {
        var every = options.Value.RescanInterval;
        if (every > TimeSpan.Zero && _last?.FinishedAt is { } finished && clock.GetUtcNow() - finished >= every)
        {
            return true;
        }

        // Also after a cancelled scan: who cancelled it has had a poll interval of rest, and what is not watched is found by nothing else.
        return watch.State != WatchState.Live || roots.Paths.Any(HasComeOrGone);
    }

    private bool HasComeOrGone(string root)
    {
        var error = OpenFile.Root(root, out var folder);
        if (error == FileError.None)
        {
            folder.Dispose();
        }

        return (error == FileError.None) == registry.Current.FolderIssues.ContainsKey(root) && !IsUnreadable(root);
    }

    private bool IsUnreadable(string root)
        => registry.Current.FolderIssues.TryGetValue(root, out var issue) && issue.Code == IssueCodes.FolderUnreadable;

    private void ReportNoRoots()
    {
        if (roots.Paths.Count == 0)
        {
            LogNoRoots();
            registry.ReportFolders(_ => false, [new ManifestIssue(
                IssueSeverity.Error, IssueCodes.NoRoots, "No root is configured: name the folders with the crates in Discovery:Roots.", "/")]);
        }
    }

    private static int CountIssues(RegistrySnapshot snapshot) => snapshot.FolderIssues.Count + snapshot.ByPath.Values.Sum(crate => crate.Issues.Length);

    [LoggerMessage(Level = LogLevel.Information, Message = "Scanned: {Manifests} manifests in {Folders} folders in {Milliseconds:0} ms, {Changed} changes")]
    private partial void LogScanned(int manifests, long folders, double milliseconds, int changed);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What earlier runs knew was not to be had from Redis within {Seconds} s; the scan begins without it")]
    private partial void LogScanWithoutMemory(double seconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "The scan failed")]
    private partial void LogFailed(Exception failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "No root is configured: name the folders with the crates in Discovery:Roots (Discovery__Roots__0=…)")]
    private partial void LogNoRoots();
}
