namespace Grpc.AspNetCore.Tests.Hosts;

/// <summary>What the handlers of one server did. Thread-safe.</summary>
public sealed class CallRecord
{
    private readonly TaskCompletionSource _hanging = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _written;

    /// <summary>Completes when a handler waits.</summary>
    public Task IsHanging => _hanging.Task.WaitAsync(TimeSpan.FromSeconds(20));

    /// <summary>Whether a handler waited.</summary>
    public bool HasHung => _hanging.Task.IsCompleted;

    /// <summary>Completes when a waiting handler saw its cancellation.</summary>
    public Task WasCancelled => _cancelled.Task.WaitAsync(TimeSpan.FromSeconds(20));

    /// <summary>Completes when a streaming handler returned.</summary>
    public Task HasEnded => _ended.Task.WaitAsync(TimeSpan.FromSeconds(20));

    /// <summary>Completes when the test lets a deaf handler go.</summary>
    public Task Released => _released.Task.WaitAsync(TimeSpan.FromSeconds(20));

    /// <summary>How many messages a streaming handler has written.</summary>
    public int WrittenCount => Volatile.Read(ref _written);

    public void Hanging() => _hanging.TrySetResult();

    public void Cancelled() => _cancelled.TrySetResult();

    public void Ended() => _ended.TrySetResult();

    public void Release() => _released.TrySetResult();

    public void Written(int count) => Volatile.Write(ref _written, count);
}
