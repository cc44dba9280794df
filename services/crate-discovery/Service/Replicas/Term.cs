namespace Ctas7.CrateDiscovery.Replicas;

/// <summary>
/// One time of leading, from its begin to its end. The services that only a leader has live in its scope. A term may be without the
/// lease: before Redis is there for the first time, and while it is away. What others see is told only while the lease is held. Thread-safe.
/// </summary>
public sealed class Term : IDisposable
{
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _gate = new();
    private IServiceProvider? _services;
    private TaskCompletionSource _renewed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _token;
    private long _heldUntil = long.MinValue;

    /// <summary>Not begun yet; the lease is measured by <paramref name="clock"/>.</summary>
    public Term(TimeProvider clock) => (_clock, Ended) = (clock, _end.Token);

    /// <summary>Cancelled when the term is over.</summary>
    public CancellationToken Ended { get; }

    /// <summary>The lease's fencing token: the same for the whole term, and 0 before the lease is held for the first time.</summary>
    public long FencingToken => Interlocked.Read(ref _token);

    /// <summary>
    /// True while nobody else can hold the lease, by this process's own monotonic clock: also after a pause of the whole process that
    /// outlasted the lease this is false at once.
    /// </summary>
    public bool HoldsLease => _clock.GetTimestamp() < Interlocked.Read(ref _heldUntil) && !Ended.IsCancellationRequested;

    /// <summary>True in the scope of a term, false in any other, such as that of a request.</summary>
    internal bool HasBegun => _services is not null;

    /// <summary>Redis has lost its memory during the term: whatever the leader keeps there is to be written again.</summary>
    public event Action? MemoryLost;

    /// <summary>A service of this term (<see cref="TermServices.AddPerTerm{T}"/>).</summary>
    public T Get<T>()
        where T : notnull => (_services ?? throw new InvalidOperationException("The term has not begun.")).GetRequiredService<T>();

    /// <summary>Completes with the fencing token once the lease is held.</summary>
    /// <exception cref="OperationCanceledException">The term is over, or <paramref name="cancel"/>.</exception>
    public async Task<long> HoldingAsync(CancellationToken cancel)
    {
        while (true)
        {
            Task renewed;
            lock (_gate)
            {
                renewed = _renewed.Task;
            }

            Ended.ThrowIfCancellationRequested();
            if (HoldsLease)
            {
                return FencingToken;
            }

            await renewed.WaitAsync(cancel);
        }
    }

    /// <summary>Ends the term: its workers are told to stop. Again changes nothing.</summary>
    public void End()
    {
        try
        {
            _end.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It is over already.
        }

        Wake();
    }

    /// <inheritdoc/>
    public void Dispose() => _end.Dispose();

    internal void Begin(IServiceProvider services) => _services = services;

    /// <summary>The lease is held until <paramref name="until"/> (a timestamp of the clock).</summary>
    internal void Renewed(long token, long until)
    {
        Interlocked.Exchange(ref _token, token);
        Interlocked.Exchange(ref _heldUntil, until);
        Wake();
    }

    internal void NoteMemoryLost() => MemoryLost?.Invoke();

    private void Wake()
    {
        TaskCompletionSource waiting;
        lock (_gate)
        {
            waiting = _renewed;
            _renewed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        waiting.SetResult();
    }
}
