namespace Ctas7.CrateDiscovery.Replicas;

/// <summary>
/// One time of leading, from its begin to its end. The services that only a leader has live in its scope. A term may be without the
/// lease: before Redis is there for the first time, and while it is away. What others see is told only while the lease is held. Thread-safe.
/// </summary>
public sealed class Term(TimeProvider clock) : IDisposable
{
    private readonly CancellationTokenSource _ended = new();
    private readonly Lock _gate = new();
    private IServiceProvider? _services;
    private TaskCompletionSource _renewed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _token;
    private long _heldUntil = long.MinValue;

    /// <summary>Cancelled when the term is over.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <summary>The lease's fencing token: the same for the whole term, and 0 before the lease is held for the first time.</summary>
    public long FencingToken => Interlocked.Read(ref _token);

    /// <summary>
    /// True while nobody else can hold the lease, by this process's own monotonic clock: also after a pause of the whole process that
    /// outlasted the lease this is false at once.
    /// </summary>
    public bool HoldsLease => clock.GetTimestamp() < Interlocked.Read(ref _heldUntil) && !_ended.IsCancellationRequested;

    /// <summary>True in the scope of a term, false in any other, such as that of a request.</summary>
    internal bool HasBegun => _services is not null;

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

            _ended.Token.ThrowIfCancellationRequested();
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
            _ended.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It is over already.
        }

        Wake();
    }

    /// <inheritdoc/>
    public void Dispose() => _ended.Dispose();

    internal void Begin(IServiceProvider services) => _services = services;

    /// <summary>The lease is held until <paramref name="until"/> (a timestamp of the clock).</summary>
    internal void Renewed(long token, long until)
    {
        Interlocked.Exchange(ref _token, token);
        Interlocked.Exchange(ref _heldUntil, until);
        Wake();
    }

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
