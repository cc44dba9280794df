namespace Ctas7.CrateDiscovery.Scanning;

/// <summary>The moment from which on the registry can say that something does <em>not</em> exist. Thread-safe.</summary>
public sealed class FirstScan
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when everything has been looked at once.</summary>
    public Task Done => _done.Task;

    /// <summary>Says so; again changes nothing.</summary>
    public void Complete() => _done.TrySetResult();
}
