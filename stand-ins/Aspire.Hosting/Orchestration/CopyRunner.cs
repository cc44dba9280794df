using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dcp;
using Aspire.Hosting.Processes;
using Aspire.Hosting.Servers;

namespace Aspire.Hosting.Orchestration;

/// <summary>Runs one copy once, as a DCP executable: from a clean slate to its end, after which no process of it is left.</summary>
internal sealed class CopyRunner(
    DcpHost dcp, LaunchResolver resolver, CopyPublisher publisher, HealthLoop health, ResourceLoggerService loggers)
{
    private static readonly TimeSpan StopsWithin = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan SweepsWithin = TimeSpan.FromSeconds(5);
    private int _starts;

    /// <summary>Ends when the process has ended; when <paramref name="turn"/> is cancelled it is stopped first.</summary>
    /// <param name="copy">What to run.</param>
    /// <param name="running">Called when the process runs.</param>
    /// <param name="turn">Cancelled to stop it.</param>
    /// <exception cref="DistributedApplicationException">It cannot be started.</exception>
    public async Task<CopyEnding> RunAsync(ResourceCopy copy, Action running, CancellationToken turn)
    {
        DcpSession session;
        try
        {
            session = await dcp.SessionAsync(turn);
        }
        catch (Exception failure) when (!turn.IsCancellationRequested
            && failure is OperationCanceledException or HttpRequestException or TimeoutException or IOException or DistributedApplicationException)
        {
            // The orchestrator did not start this time; the next try is the restart policy's, as for a process that ended.
            return new(null, $"The orchestrator could not be started: {failure.Message}");
        }

        await SweepAsync(copy, null);
        var launch = await resolver.ResolveAsync(copy, turn);
        await publisher.PublishAsync(copy, snapshot => snapshot with
        {
            EnvironmentVariables = launch.Variables,
            Properties = [.. snapshot.Properties.Where(known => launch.Properties.All(made => made.Name != known.Name)), .. launch.Properties],
            HealthReports = [.. CopyPublisher.ChecksOf(copy.Resource).Select(name => new HealthReportSnapshot(name, null, null, null))],
        });

        var name = $"{copy.Id}-{Interlocked.Increment(ref _starts)}";
        var tracked = session.Track(name);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(turn, session.Lost);
        try
        {
            await session.Client.CreateAsync(name, launch.Spec, EndpointAllocator.ProducersOf(copy), either.Token);
            return await LiveAsync(copy, session, name, tracked, running, either.Token);
        }
        catch (OperationCanceledException) when (turn.IsCancellationRequested && !session.Lost.IsCancellationRequested)
        {
            await StopAsync(copy, session, name, tracked);
            throw;
        }
        catch (Exception gone) when (!turn.IsCancellationRequested && gone is OperationCanceledException or HttpRequestException or TimeoutException or IOException)
        {
            return await LostAsync(session, gone, turn);
        }
        finally
        {
            session.Forget(name);
            await SweepAsync(copy, tracked);
        }
    }

    private async Task<CopyEnding> LiveAsync(
        ResourceCopy copy, DcpSession session, string name, TrackedExecutable tracked, Action running, CancellationToken cancellationToken)
    {
        var begun = await tracked.WhenAsync(status => status.State == "Running" || status.IsOver, cancellationToken);
        using var life = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var log = FollowAsync(copy, session.Client, name, session.Lost);
        var checks = Task.CompletedTask;
        try
        {
            if (!begun.IsOver)
            {
                await PublishRunningAsync(copy, begun);
                running();
                checks = health.RunAsync(copy, life.Token);
            }

            var over = await tracked.WhenAsync(status => status.IsOver, cancellationToken);
            await publisher.PublishAsync(copy, snapshot => Ended(snapshot, over));
            await Task.WhenAny(log, Task.Delay(TimeSpan.FromSeconds(1), cancellationToken));
            await ForgetAsync(session, name);
            return new(over.ExitCode, over.State == "FailedToStart" ? "could not be started" : over.ExitCode is { } code ? $"exit code {code}" : "no exit code");
        }
        finally
        {
            await life.CancelAsync();
            await Task.WhenAny(checks);
        }
    }

    private Task PublishRunningAsync(ResourceCopy copy, ExecutableStatus status)
    {
        if (status.Pid is { } pid)
        {
            loggers.GetLogger(copy.Id).LogRunning(pid);
        }

        return publisher.PublishAsync(copy, snapshot => (snapshot with
        {
            State = new(KnownResourceStates.Running, KnownResourceStateStyles.Success),
            StartTimeStamp = status.StartupTimestamp?.UtcDateTime ?? DateTime.UtcNow,
            StopTimeStamp = null,
            ExitCode = null,
        }).WithProperty("executable.pid", status.Pid));
    }

    private static CustomResourceSnapshot Ended(CustomResourceSnapshot snapshot, ExecutableStatus over) => (snapshot with
    {
        State = new(KnownResourceStates.Stopping, null),
        StopTimeStamp = over.FinishTimestamp?.UtcDateTime ?? DateTime.UtcNow,
        ExitCode = over.ExitCode,
    }).WithProperty("executable.pid", null);

    /// <summary>Copies what the process writes into the copy's log until all is read.</summary>
    private async Task FollowAsync(ResourceCopy copy, DcpClient client, string name, CancellationToken lost)
    {
        var log = loggers.Of(copy.Id);
        await Task.WhenAll(CopyAsync(errors: false), CopyAsync(errors: true));

        async Task CopyAsync(bool errors)
        {
            try
            {
                await foreach (var line in client.FollowAsync(name, errors, lost))
                {
                    log.Add(line, errors);
                }
            }
            catch (Exception ended) when (ended is HttpRequestException or IOException or TimeoutException or OperationCanceledException)
            {
                // DCP closes the stream when it forgets the process; what was read stays.
            }
        }
    }

    private async Task StopAsync(ResourceCopy copy, DcpSession session, string name, TrackedExecutable tracked)
    {
        await publisher.PublishAsync(copy, snapshot => snapshot with { State = new(KnownResourceStates.Stopping, null) });
        using var limit = new CancellationTokenSource(StopsWithin);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, session.Lost);
        try
        {
            await session.Client.StopAsync(name, either.Token);
            var over = await tracked.WhenAsync(status => status.IsOver, either.Token);
            await publisher.PublishAsync(copy, snapshot => Ended(snapshot, over));
            await ForgetAsync(session, name);
        }
        catch (Exception failure) when (failure is HttpRequestException or TimeoutException or OperationCanceledException or IOException)
        {
            // The sweep that follows ends it by force.
            loggers.GetLogger(copy.Id).LogKilled();
        }
    }

    private static async Task ForgetAsync(DcpSession session, string name)
    {
        try
        {
            await session.Client.DeleteAsync(name, session.Lost);
        }
        catch (Exception failure) when (failure is HttpRequestException or TimeoutException or OperationCanceledException)
        {
            // A record of an ended process that stays with DCP does no harm.
        }
    }

    /// <summary>DCP did not answer: wait until it is known to be gone, or count it as an ordinary failure.</summary>
    private static async Task<CopyEnding> LostAsync(DcpSession session, Exception gone, CancellationToken turn)
    {
        await Task.WhenAny(Task.Delay(TimeSpan.FromSeconds(3), turn), Task.Delay(Timeout.Infinite, session.Lost));
        turn.ThrowIfCancellationRequested();
        return new(null, gone.Message, session.Lost.IsCancellationRequested);
    }

    /// <summary>
    /// Ends whatever a life left: a child that detached itself, a container, and the process itself where DCP could not end it. A program
    /// that writes its own title over its environment, as servers do, has no mark to be found by.
    /// </summary>
    private async Task SweepAsync(ResourceCopy copy, TrackedExecutable? last)
    {
        if (last is { Process: var (pid, started), Status.IsOver: false })
        {
            await RunMark.EndAsync(pid, started, SweepsWithin);
        }

        await RunMark.EndAllAsync(RunMark.Copy, resolver.MarkOf(copy), SweepsWithin);
        if (copy.Resource.TryGetLastAnnotation<ServerAnnotation>(out var server) && server.Choice is ServerChoice.Container container)
        {
            await container.Engine.RemoveAsync(resolver.ContainerOf(copy), CancellationToken.None);
        }
    }
}
