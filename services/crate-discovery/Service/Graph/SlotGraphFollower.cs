using Ctas7.CrateDiscovery.Graph.Edit;
using Ctas7.CrateDiscovery.Registry;

namespace Ctas7.CrateDiscovery.Graph;

/// <summary>
/// Keeps the slot graph up to the registry, which does not wait for it: the changes queue up (bounded by
/// <see cref="RegistrySubscription.Bound"/>) and are taken in batches. When the queue is full or the registry is replaced, the
/// graph is built anew from the registry as it is.
/// </summary>
public sealed partial class SlotGraphFollower(CrateRegistry registry, SlotGraph graph, TimeProvider clock, ILogger<SlotGraphFollower> logger) : BackgroundService
{
    /// <summary>Most changes that make one snapshot.</summary>
    public const int LargestBatch = 4096;

    private static readonly TimeSpan PauseAfterFault = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                // A fault of ours must not leave an old graph for ever: it is built anew.
                LogFailed(failure);
                await Task.Delay(PauseAfterFault, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task FollowAsync(CancellationToken stop)
    {
        using var subscription = registry.Subscribe(epoch: null, since: -1);
        var writer = new GraphWriter(subscription.Start);
        graph.Publish(writer.Current);
        var batch = new List<RegistryChange>();
        while (await subscription.Changes.WaitToReadAsync(stop))
        {
            batch.Clear();
            while (batch.Count < LargestBatch && subscription.Changes.TryRead(out var change))
            {
                batch.Add(change);
            }

            graph.Publish(writer.Apply(batch));
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The slot graph failed to follow the registry and is built anew")]
    private partial void LogFailed(Exception failure);
}
