using Ctas7.CrateDiscovery.Registry;

namespace Ctas7.CrateDiscovery.Replicas;

/// <summary>Takes the lease whenever it is free and leads while it is held; follows whoever else holds it.</summary>
public sealed partial class Leadership(
    IServiceScopeFactory scopes,
    ReplicaLease lease,
    ReplicaIdentity self,
    CurrentTerm current,
    CrateRegistry registry,
    LeaderFollower follower,
    ReplicaMetrics metrics,
    IHostApplicationLifetime lifetime,
    TimeProvider clock,
    ILogger<Leadership> log) : BackgroundService
{
    /// <summary>After so long without Redis and without a leader a replica scans and serves by itself, and tells nobody.</summary>
    private static readonly TimeSpan PatienceWithRedis = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FollowerPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ReleaseTime = TimeSpan.FromSeconds(2);

    /// <summary>A worker that hangs, in a call to a disk that does not answer for example, does not keep the replica from following.</summary>
    private static readonly TimeSpan PatienceWithWorkers = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _freed = new(0, 1);
    private long _answeredAt;
    private long _highest;
    private long? _forgottenAt;
    private LeaseView? _ended;
    private (LeaseView Leader, CancellationTokenSource Stop, Task Task)? _following;

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _freed.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // With the first sign of a stop another replica takes over: followers' streams end, and reads go on being answered while they drain.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        _answeredAt = clock.GetTimestamp();
        await lease.ListenAsync(Ring);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await TurnAsync(stop.Token);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                break;
            }
            catch (Exception failure)
            {
                // A fault of ours in one worker must not end discovery: the next term begins from what is on disk and in the ledger.
                LogFailed(failure);
                await Task.Delay(PauseAfterFailure, clock, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await UnfollowAsync();
    }

    /// <summary>Looks at the lease once, and leads, or waits until it is worth another look.</summary>
    private async Task TurnAsync(CancellationToken stop)
    {
        var seen = await AskAsync(token: 0, stop);
        if (seen is { IsMine: true } || (seen is null && clock.GetElapsedTime(_answeredAt) > PatienceWithRedis && !follower.HearsLeader))
        {
            await UnfollowAsync();
            await LeadAsync(seen, stop);
            return;
        }

        if (seen is not null)
        {
            current.Lease = seen;
            if (ProcessMark.HasEnded(seen.Process))
            {
                // Killed on this very machine: its lease need not lapse first. The token rises all the same.
                LogEndedHolder(seen.Instance);
                _ended = seen;
                return;
            }

            await FollowAsync(seen, stop);
        }

        var pause = seen is null ? RetryPause : Shorter(FollowerPause, seen.Remaining + RetryPause);
        await _freed.WaitAsync(pause, stop);
    }

    private async Task FollowAsync(LeaseView seen, CancellationToken stop)
    {
        follower.Saw(seen);
        if (_following is { } now && now.Leader.FencingToken == seen.FencingToken && now.Leader.Instance == seen.Instance)
        {
            if (!now.Task.IsCompleted)
            {
                return;
            }

            LogFollowingEnded(seen.Instance, now.Task.Exception);
        }

        await UnfollowAsync();
        LogFollows(seen.Instance, seen.FencingToken);
        var until = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _following = (seen, until, follower.RunAsync(seen, until.Token));
    }

    private async Task UnfollowAsync()
    {
        if (_following is { } following)
        {
            _following = null;
            await following.Stop.CancelAsync();
            await following.Task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            following.Stop.Dispose();
        }
    }

    private async Task LeadAsync(LeaseView? taken, CancellationToken stop)
    {
        var scope = scopes.CreateAsyncScope();
        var running = new List<Task>();
        try
        {
            await LeadAsync(scope.ServiceProvider, taken, running, stop);
        }
        finally
        {
            var workers = Task.WhenAll(running);
            if (workers.IsCompleted)
            {
                await scope.DisposeAsync();
            }
            else
            {
                LogStuck(running.Count(worker => !worker.IsCompleted));
                _ = DisposeLaterAsync(workers, scope);
            }
        }
    }

    /// <summary>Leads until the term ends, and for a moment longer; workers that still run then are in <paramref name="running"/>.</summary>
    private async Task LeadAsync(IServiceProvider services, LeaseView? taken, List<Task> running, CancellationToken stop)
    {
        var term = services.GetRequiredService<Term>();
        term.Begin(services);
        if (taken is not null)
        {
            Hold(term, taken);
        }

        registry.BeginEpoch();
        using var stopping = stop.Register(term.End);
        var workers = services.GetServices<ITermWorker>().ToList();
        current.Running = term;

        // From its end on this replica does not lead, whatever its workers still do.
        using var ended = term.Ended.Register(() => current.Running = null);
        metrics.TermBegan();
        LogLeads(self.Instance, term.FencingToken);
        try
        {
            running.Add(KeepAsync(term));
            running.AddRange(workers.Select(worker => worker.RunAsync(term.Ended)));
            await Task.WhenAny(running);
            term.End();
            await Task.WhenAll(running).WaitAsync(PatienceWithWorkers, clock, CancellationToken.None);
        }
        catch (TimeoutException) when (running.Exists(worker => !worker.IsCompleted))
        {
            // The caller says so, and lets them end by themselves.
        }
        finally
        {
            term.End();
            current.Running = null;
            LogEnded(term.FencingToken);
            await GiveBackAsync(term.FencingToken);
        }
    }

    private async Task DisposeLaterAsync(Task workers, AsyncServiceScope scope)
    {
        try
        {
            await workers.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await scope.DisposeAsync();
        }
        catch (Exception failure)
        {
            LogFailed(failure);
        }
    }

    /// <summary>Renews the lease until the term ends, and ends it when somebody else leads or has led.</summary>
    private async Task KeepAsync(Term term)
    {
        while (!term.Ended.IsCancellationRequested)
        {
            await Task.Delay(term.HoldsLease ? ReplicaLease.RenewalPause : RetryPause, clock, term.Ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (term.Ended.IsCancellationRequested || await AskAsync(term.FencingToken, term.Ended) is not { } seen)
            {
                continue;
            }

            current.Lease = seen;
            if (!seen.IsMine || (term.FencingToken != 0 && seen.FencingToken != term.FencingToken))
            {
                LogLost(seen.Instance, seen.FencingToken);
                return;
            }

            Hold(term, seen);
            if (seen.IsMemoryNew)
            {
                term.NoteMemoryLost();
            }
        }
    }

    private void Hold(Term term, LeaseView seen)
    {
        current.Lease = seen;
        var lasts = seen.Remaining - ReplicaLease.Margin;
        term.Renewed(seen.FencingToken, seen.AskedAt + (long)(lasts.TotalSeconds * clock.TimestampFrequency));
    }

    /// <summary>The lease, taken or renewed if it is free; null while Redis is away, or is to hear from the leader first.</summary>
    private async Task<LeaseView?> AskAsync(long token, CancellationToken stop)
    {
        try
        {
            // Redis may have lost its memory under a leader that lives: whoever knows of one leaves it the time of a lease to renew.
            var mayBegin = _highest == 0 || (_forgottenAt is { } since && clock.GetElapsedTime(since) > ReplicaLease.TimeToLive);
            var snapshot = registry.Current;
            var seen = await lease.HoldAsync(token, _highest, mayBegin, snapshot.Epoch, snapshot.Revision, _ended, stop);
            _ended = null;
            _answeredAt = clock.GetTimestamp();
            if (seen is null && _forgottenAt is null)
            {
                LogForgotten(ReplicaLease.TimeToLive);
            }

            _forgottenAt = seen is null ? _forgottenAt ?? _answeredAt : null;
            _highest = Math.Max(_highest, seen?.FencingToken ?? 0);
            return seen;
        }
        catch (Exception failure) when (ReplicaLease.IsAway(failure))
        {
            metrics.RenewalFailed();
            return null;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>So that the next one need not wait until the lease lapses.</summary>
    private async Task GiveBackAsync(long token)
    {
        if (token == 0)
        {
            return;
        }

        try
        {
            using var limit = new CancellationTokenSource(ReleaseTime, clock);
            await lease.ReleaseAsync(token, limit.Token);
        }
        catch (Exception failure) when (ReplicaLease.IsAway(failure) || failure is OperationCanceledException)
        {
            LogNotReleased(failure.Message);
        }
    }

    private void Ring()
    {
        try
        {
            _freed.Release();
        }
        catch (Exception failure) when (failure is SemaphoreFullException or ObjectDisposedException)
        {
            // It is known already, or nobody is left to know it.
        }
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    [LoggerMessage(Level = LogLevel.Information, Message = "{Instance} leads with fencing token {Token} (0: Redis is away, so nothing is announced yet)")]
    private partial void LogLeads(string instance, long token);

    [LoggerMessage(Level = LogLevel.Information, Message = "This replica follows {Leader}, which leads with fencing token {Token}")]
    private partial void LogFollows(string leader, long token);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Leader} has ended without giving its lease back, and is not waited for")]
    private partial void LogEndedHolder(string leader);

    [LoggerMessage(Level = LogLevel.Information, Message = "The term of fencing token {Token} is over")]
    private partial void LogEnded(long token);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The lease is lost: {Leader} holds it with fencing token {Token}")]
    private partial void LogLost(string leader, long token);

    [LoggerMessage(Level = LogLevel.Information, Message = "The lease could not be given back and lapses by itself: {Reason}")]
    private partial void LogNotReleased(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Redis has forgotten who leads: the leader has {Time} to renew its lease there before this replica leads")]
    private partial void LogForgotten(TimeSpan time);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Workers} workers of the term that is over do not end; this replica goes on without them")]
    private partial void LogStuck(int workers);

    [LoggerMessage(Level = LogLevel.Error, Message = "Following {Leader} ended by itself and begins anew")]
    private partial void LogFollowingEnded(string leader, Exception? failure);

    [LoggerMessage(Level = LogLevel.Error, Message = "Leading failed and begins anew")]
    private partial void LogFailed(Exception failure);
}
