namespace Ctas7.Contracts;

/// <summary>
/// A fact that only the holder of a lease may tell. A consumer that has seen a higher token of the same lease drops it: whoever
/// published it no longer held the lease, and its successor tells what is true.
/// </summary>
public interface IFencedEvent : IBusEvent
{
    /// <summary>The lease's name. Tokens of different leases do not compare: two sets of replicas may share a bus.</summary>
    string Lease { get; }

    /// <summary>Rises whenever another replica takes the lease; 0 when the publisher held none.</summary>
    long FencingToken { get; }
}
