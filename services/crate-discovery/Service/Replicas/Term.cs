namespace Ctas7.CrateDiscovery.Replicas;

/// <summary>One time of leading, from its begin to its end. The services that only a leader has live in its scope. Thread-safe.</summary>
public sealed class Term : IDisposable
{
    private readonly CancellationTokenSource _ended = new();
    private IServiceProvider? _services;

    /// <summary>Cancelled when the term is over.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <summary>True in the scope of a term, false in any other, such as that of a request.</summary>
    internal bool HasBegun => _services is not null;

    /// <summary>A service of this term (<see cref="TermServices.AddPerTerm{T}"/>).</summary>
    public T Get<T>()
        where T : notnull => (_services ?? throw new InvalidOperationException("The term has not begun.")).GetRequiredService<T>();

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
    }

    /// <inheritdoc/>
    public void Dispose() => _ended.Dispose();

    internal void Begin(IServiceProvider services) => _services = services;
}
