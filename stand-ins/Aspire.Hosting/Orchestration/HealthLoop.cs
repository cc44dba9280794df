using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Aspire.Hosting.Health;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Orchestration;

/// <summary>Asks a running copy for its health: often until it is healthy, seldom after that. Each check has a deadline of <see cref="Deadline"/>.</summary>
internal sealed class HealthLoop(CopyPublisher publisher, HealthCheckService registered, IDistributedApplicationEventing eventing, IServiceProvider services)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan WhileIll = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan WhileWell = TimeSpan.FromSeconds(2);

    /// <summary>Runs until cancelled; says <see cref="ResourceReadyEvent"/> once, when everything is healthy for the first time.</summary>
    public async Task RunAsync(ResourceCopy copy, CancellationToken cancellationToken)
    {
        var last = ImmutableArray<HealthReportSnapshot>.Empty;
        var ready = false;
        while (!cancellationToken.IsCancellationRequested)
        {
            var reports = await CheckAsync(copy, cancellationToken);
            if (cancellationToken.IsCancellationRequested)
            {
                return;
            }

            if (!last.Select(Essence).SequenceEqual(reports.Select(Essence)))
            {
                last = reports;
                await publisher.PublishAsync(copy, snapshot => snapshot.WithHealthReports(reports));
            }

            var well = reports.All(report => report.Status == HealthStatus.Healthy);
            if (well && !ready)
            {
                ready = true;
                await eventing.PublishAsync(new ResourceReadyEvent(copy.Resource, services), EventDispatchBehavior.BlockingSequential, cancellationToken);
            }

            if (reports.IsEmpty)
            {
                return;
            }

            await Task.WhenAny(Task.Delay(well ? WhileWell : WhileIll, cancellationToken));
        }
    }

    private static (string, HealthStatus?, string?) Essence(HealthReportSnapshot report) => (report.Name, report.Status, report.Description);

    private async Task<ImmutableArray<HealthReportSnapshot>> CheckAsync(ResourceCopy copy, CancellationToken cancellationToken)
    {
        var own = copy.Resource.Annotations.OfType<CopyHealthCheckAnnotation>().Select(check => AskAsync(check.Name, token => check.CheckAsync(copy.Replica, token), cancellationToken));
        var shared = copy.Resource.Annotations.OfType<HealthCheckAnnotation>().Select(check => AskAsync(check.Key, token => RegisteredAsync(check.Key, token), cancellationToken));
        return [.. await Task.WhenAll(own.Concat(shared))];
    }

    private static async Task<HealthReportSnapshot> AskAsync(string name, Func<CancellationToken, Task<HealthOutcome>> ask, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Deadline);
        HealthOutcome outcome;
        try
        {
            outcome = await ask(limit.Token).WaitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            outcome = HealthOutcome.Unhealthy($"No answer within {Deadline.TotalSeconds:0} s.");
        }
        catch (Exception failure)
        {
            // A check is foreign code, and not to be reachable is an answer too.
            outcome = HealthOutcome.Unhealthy(failure.Message, failure);
        }

        return new(name, outcome.Status, outcome.Description, outcome.Exception) { LastRunAt = DateTime.UtcNow };
    }

    private async Task<HealthOutcome> RegisteredAsync(string key, CancellationToken cancellationToken)
    {
        var report = await registered.CheckHealthAsync(registration => registration.Name == key, cancellationToken);
        return report.Entries.TryGetValue(key, out var entry)
            ? new(entry.Status, entry.Description, entry.Exception?.Message)
            : HealthOutcome.Unhealthy($"No health check is registered as '{key}'.");
    }
}
