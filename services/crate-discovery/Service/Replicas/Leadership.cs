namespace Ctas7.CrateDiscovery.Replicas;

/// <summary>Runs terms.</summary>
public sealed partial class Leadership(IServiceScopeFactory scopes, CurrentTerm current, TimeProvider clock, ILogger<Leadership> log) : BackgroundService
{
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LeadAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                // A fault of ours in one worker must not end discovery: the next term begins from what is on disk and in the ledger.
                LogFailed(failure);
                await Task.Delay(PauseAfterFailure, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task LeadAsync(CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        var term = scope.ServiceProvider.GetRequiredService<Term>();
        term.Begin(scope.ServiceProvider);
        using var stopping = stop.Register(term.End);
        var workers = scope.ServiceProvider.GetServices<ITermWorker>().ToList();
        current.Running = term;
        try
        {
            var running = workers.Select(worker => worker.RunAsync(term.Ended)).ToList();
            await Task.WhenAny(running);
            term.End();
            await Task.WhenAll(running);
        }
        finally
        {
            current.Running = null;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Leading failed and begins anew")]
    private partial void LogFailed(Exception failure);
}
