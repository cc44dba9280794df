using Aspire.Hosting.Processes;

namespace Aspire.Hosting.Dcp;

/// <summary>The newest status of one process, and a task for the next. Thread-safe.</summary>
internal sealed class TrackedExecutable
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Null until DCP has said something.</summary>
    public ExecutableStatus? Status { get; private set; }

    /// <summary>The process, once it runs, by id and start: an id alone may mean another one later.</summary>
    public (int Pid, long Started)? Process { get; private set; }

    public void Update(ExecutableStatus status)
    {
        lock (_lock)
        {
            if (Process is null && status is { State: "Running", Pid: { } pid } && ProcessTable.StartOf(pid) is { } started)
            {
                Process = (pid, started);
            }

            Status = status;
            _changed.TrySetResult();
            _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>The first status that fulfils a condition.</summary>
    public async Task<ExecutableStatus> WhenAsync(Func<ExecutableStatus, bool> condition, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (Status is { } status && condition(status))
                {
                    return status;
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }
}
