namespace Ctas7.Contracts;

/// <summary>
/// A fact that only the holder of a lease may tell. A consumer that has seen a higher token from the same service drops it: whoever
/// published it no longer held the lease, and its successor tells what is true.
/// </summary>
public interface IFencedEvent : IBusEvent
{
    /// <summary>Rises whenever another replica takes the lease; 0 when the publisher held none.</summary>
    long FencingToken { get; }
}
