using Ctas7.CrateDiscovery.Graph.Model;
using Ctas7.CrateDiscovery.Registry;

namespace Ctas7.CrateDiscovery.Graph;

/// <summary>The slot graph now. One writer (<see cref="SlotGraphFollower"/>) publishes snapshots; readers never wait for it. Thread-safe.</summary>
public sealed class SlotGraph(CrateRegistry registry, TimeProvider clock)
{
    /// <summary>How long a query waits for the first snapshot.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private volatile GraphSnapshot _current = GraphSnapshot.Empty("");
    private volatile TaskCompletionSource _next = New();

    /// <summary>The graph now; empty until the registry was read for the first time.</summary>
    public GraphSnapshot Current => _current;

    /// <summary>Completes with the next snapshot. Take it before <see cref="Current"/>, so that none is missed.</summary>
    public Task Next => _next.Task;

    /// <summary>
    /// The graph now. While it is empty because the registry has not been read yet, or because another registry has replaced an empty one
    /// and the graph of that is being built, it is waited for.
    /// </summary>
    /// <returns>The graph; null when there was none within <see cref="LongestWait"/>.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public ValueTask<GraphSnapshot?> ReadyAsync(CancellationToken cancellation)
        => IsReady(_current) ? ValueTask.FromResult<GraphSnapshot?>(_current) : new ValueTask<GraphSnapshot?>(WaitAsync(cancellation));

    private async Task<GraphSnapshot?> WaitAsync(CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(LongestWait, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        while (true)
        {
            var next = Next;
            if (_current is var current && IsReady(current))
            {
                return current;
            }

            await next.WaitAsync(stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellation.ThrowIfCancellationRequested();
            if (limit.IsCancellationRequested)
            {
                return null;
            }
        }
    }

    private bool IsReady(GraphSnapshot current) => current.Epoch.Length > 0 && (current.Count > 0 || current.Epoch == registry.Current.Epoch);

    internal void Publish(GraphSnapshot snapshot)
    {
        _current = snapshot;
        var told = _next;
        _next = New();
        told.SetResult();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
