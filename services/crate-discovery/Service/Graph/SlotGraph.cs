using Ctas7.CrateDiscovery.Graph.Model;

namespace Ctas7.CrateDiscovery.Graph;

/// <summary>The slot graph now. One writer (<see cref="SlotGraphFollower"/>) publishes snapshots; readers never wait for it. Thread-safe.</summary>
public sealed class SlotGraph
{
    private volatile GraphSnapshot _current = GraphSnapshot.Empty("");
    private volatile TaskCompletionSource _next = New();

    /// <summary>The graph now; empty until the registry was read for the first time.</summary>
    public GraphSnapshot Current => _current;

    /// <summary>Completes with the next snapshot. Take it before <see cref="Current"/>, so that none is missed.</summary>
    public Task Next => _next.Task;

    internal void Publish(GraphSnapshot snapshot)
    {
        _current = snapshot;
        var told = _next;
        _next = New();
        told.SetResult();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
