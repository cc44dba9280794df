namespace Aspire.Hosting.ApplicationModel;

/// <summary>One reader's backlog: at most one state per copy, so it cannot grow beyond the number of resources. Thread-safe for one reader.</summary>
internal sealed class ChangeFeed
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ResourceEvent> _pending = new(StringComparer.OrdinalIgnoreCase);
    private TaskCompletionSource _signal = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Offer(ResourceEvent change)
    {
        lock (_lock)
        {
            _pending[change.ResourceId] = change;
            _signal.TrySetResult();
        }
    }

    public async Task<IReadOnlyList<ResourceEvent>> TakeAsync(CancellationToken cancellationToken)
    {
        Task signal;
        lock (_lock)
        {
            signal = _signal.Task;
        }

        await signal.WaitAsync(cancellationToken);
        lock (_lock)
        {
            var changes = _pending.Values.ToList();
            _pending.Clear();
            _signal = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return changes;
        }
    }
}
