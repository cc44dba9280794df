using System.Diagnostics;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;

namespace Aspire.Hosting.Orchestration;

/// <summary>
/// Looks after one copy for the whole run: waits for what it needs, starts it, starts it again when it dies, and obeys the commands
/// to start, stop and restart. One loop does all of that; commands only tell it what is wanted. Thread-safe.
/// </summary>
internal sealed class CopySupervisor(
    ResourceCopy copy, bool startsByItself, bool mayEnd, CopyRunner runner, CopyPublisher publisher, ResourceNotificationService notifications,
    ResourceLoggerService loggers, IDistributedApplicationEventing eventing, IServiceProvider services)
{
    private readonly Lock _lock = new();
    private readonly RestartPolicy _policy = new();
    private CancellationTokenSource? _turn;
    private TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _wanted = startsByItself;
    private bool _commanded;

    public ResourceCopy Copy { get; } = copy;

    /// <summary>Starts the copy; ends when its process runs, or it waits for others, or it cannot be started.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => CommandAsync(wanted: true, cancellationToken);

    /// <summary>Stops the copy until it is started again; ends when no process of it is left.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => CommandAsync(wanted: false, cancellationToken);

    /// <summary>Stops and starts the copy.</summary>
    public Task RestartAsync(CancellationToken cancellationToken) => CommandAsync(wanted: true, cancellationToken);

    /// <summary>The loop; ends after <paramref name="stop"/>.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var turn = CancellationTokenSource.CreateLinkedTokenSource(stop);
            bool wanted;
            lock (_lock)
            {
                _turn = turn;
                wanted = _wanted;
            }

            try
            {
                await (wanted ? LiveAsync(turn.Token) : RestAsync(turn.Token));
            }
            catch (OperationCanceledException) when (turn.IsCancellationRequested)
            {
                // A command, or the end of the application: look what is wanted now.
            }
            catch (Exception failure)
            {
                // The runtime must outlive any fault of one copy; the copy shows it and can be started again by command.
                loggers.GetLogger(Copy.Id).LogFault(failure);
                await FailAsync(null, turn.Token);
            }
            finally
            {
                lock (_lock)
                {
                    _turn = null;
                }

                turn.Dispose();
            }
        }
    }

    private async Task CommandAsync(bool wanted, CancellationToken cancellationToken)
    {
        Task settled;
        lock (_lock)
        {
            _wanted = wanted;
            _commanded = true;
            _policy.Forgive();
            _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
            settled = _settled.Task;
            _turn?.Cancel();
        }

        await settled.WaitAsync(cancellationToken);
    }

    /// <summary>Nothing runs: says so and waits for a command.</summary>
    private async Task RestAsync(CancellationToken turn)
    {
        await PublishAsync(_commanded ? KnownResourceStates.Exited : KnownResourceStates.NotStarted, null);
        Settle();
        await Task.Delay(Timeout.Infinite, turn);
    }

    private async Task LiveAsync(CancellationToken turn)
    {
        while (true)
        {
            await WaitAsync(turn);
            await PublishAsync(KnownResourceStates.Starting, KnownResourceStateStyles.Info);
            await eventing.PublishAsync(new BeforeResourceStartedEvent(Copy.Resource, services), turn);
            var clock = Stopwatch.StartNew();
            var ending = await runner.RunAsync(Copy, Settle, turn);
            await PublishStoppedAsync(turn);
            if (ending.SessionLost)
            {
                continue;
            }

            if (ending.ExitCode == 0 && mayEnd)
            {
                await PublishAsync(KnownResourceStates.Finished, KnownResourceStateStyles.Success, 0);
                await StayAsync(turn);
                return;
            }

            if (_policy.Next(clock.Elapsed) is not { } delay)
            {
                loggers.GetLogger(Copy.Id).LogGivenUp(RestartPolicy.MostInARow + 1);
                await FailAsync(ending.ExitCode, turn);
                return;
            }

            loggers.GetLogger(Copy.Id).LogRestart(ending.Reason, delay.TotalSeconds);
            await publisher.PublishAsync(Copy, snapshot => (snapshot with
            {
                State = new(KnownResourceStates.RuntimeUnhealthy, KnownResourceStateStyles.Warn),
                ExitCode = ending.ExitCode,
            }).WithProperty("Restarts", _policy.Restarts));
            await Task.Delay(delay, turn);
        }
    }

    private async Task WaitAsync(CancellationToken turn)
    {
        var pending = notifications.Pending(Copy.Resource);
        if (pending.IsEmpty)
        {
            return;
        }

        await publisher.PublishAsync(Copy, snapshot => (snapshot with { State = new(KnownResourceStates.Waiting, null) })
            .WithProperty("resource.waitingFor", pending.Select(wait => wait.Resource.Name).Distinct().ToList()));
        if (_commanded)
        {
            Settle();
        }

        await notifications.WaitForDependenciesAsync(Copy.Resource, turn);
        await publisher.PublishAsync(Copy, snapshot => snapshot.WithProperty("resource.waitingFor", null));
    }

    private async Task FailAsync(int? exitCode, CancellationToken turn)
    {
        await PublishAsync(KnownResourceStates.FailedToStart, KnownResourceStateStyles.Error, exitCode);
        await StayAsync(turn);
    }

    /// <summary>Stays as it is, with the state that was just published, until a command.</summary>
    private async Task StayAsync(CancellationToken turn)
    {
        Settle();
        await Task.WhenAny(Task.Delay(Timeout.Infinite, turn));
    }

    /// <summary>Tells a waiting command that it is done, unless a newer command has come.</summary>
    private void Settle()
    {
        lock (_lock)
        {
            if (_turn is { IsCancellationRequested: false })
            {
                _settled.TrySetResult();
            }
        }
    }

    private Task PublishAsync(string state, string? style, int? exitCode = null)
        => publisher.PublishAsync(Copy, snapshot => snapshot with { State = new(state, style), ExitCode = exitCode });

    private async Task PublishStoppedAsync(CancellationToken turn)
    {
        if (notifications.TryGetCurrentState(Copy.Id, out var current) && current is not null)
        {
            await eventing.PublishAsync(new ResourceStoppedEvent(Copy.Resource, services, current), turn);
        }
    }
}
