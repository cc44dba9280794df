using System.Diagnostics.Metrics;

namespace Ctas7.CrateDiscovery.Replicas;

/// <summary>Meter <c>Ctas7.CrateDiscovery.Replicas</c>: who leads, and how far the others are behind.</summary>
public sealed class ReplicaMetrics : IDisposable
{
    private readonly Meter _meter = new("Ctas7.CrateDiscovery.Replicas");
    private readonly Counter<long> _terms;
    private readonly Counter<long> _failures;
    private long _lag;

    /// <summary>Starts measuring.</summary>
    public ReplicaMetrics(CurrentTerm current)
    {
        ArgumentNullException.ThrowIfNull(current);
        _terms = _meter.CreateCounter<long>("ctas7.crates.replica.terms", "{term}", "Terms that this replica began.");
        _failures = _meter.CreateCounter<long>("ctas7.crates.replica.renewal_failures", "{renewal}", "Renewals of the lease that Redis did not answer.");
        _meter.CreateObservableGauge("ctas7.crates.replica.leading", () => current.Role == ReplicaRole.Leader ? 1 : 0, "{replica}", "1 while this replica leads.");
        _meter.CreateObservableGauge("ctas7.crates.replica.lag", () => Interlocked.Read(ref _lag), "{revision}", "Revisions that the copy is behind the leader.");
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    internal void TermBegan() => _terms.Add(1);

    internal void RenewalFailed() => _failures.Add(1);

    internal void Behind(long revisions) => Interlocked.Exchange(ref _lag, Math.Max(revisions, 0));
}
