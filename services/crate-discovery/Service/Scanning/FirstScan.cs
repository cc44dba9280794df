namespace Ctas7.CrateDiscovery.Scanning;

/// <summary>The moment from which on the registry can say that something does <em>not</em> exist. Thread-safe.</summary>
public sealed class FirstScan
{
    private readonly TaskCompletionSource _remembered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the registry has been told what earlier runs knew; a scan that began before is not the first.</summary>
    public Task Remembered => _remembered.Task;

    /// <summary>Completes when everything has been looked at once.</summary>
    public Task Done => _done.Task;

    /// <summary>Says that the registry knows what earlier runs knew.</summary>
    public void Remember() => _remembered.TrySetResult();

    /// <summary>Says so; again changes nothing.</summary>
    public void Complete() => _done.TrySetResult();
}
