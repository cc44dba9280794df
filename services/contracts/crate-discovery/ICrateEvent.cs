namespace Ctas7.Contracts.CrateDiscovery;

/// <summary>
/// A change of a crate. Events of one crate are sent in order, one after the other; those of different crates may arrive in another order
/// than their revisions. Changes that could not be told in time become one event.
/// </summary>
public interface ICrateEvent : IFencedEvent
{
    /// <summary>Identity of the registry that counts <see cref="Revision"/>; a new epoch starts its own count.</summary>
    string Epoch { get; }

    /// <summary>
    /// The registry's revision as of which this is true. Within an epoch it does not fall from one event of a crate to the next. It is that
    /// of the change itself, except for a removal that is told late, after a restart for example: several of those may have the same.
    /// </summary>
    long Revision { get; }

    /// <summary>The crate after the change; for a removal, as it last was.</summary>
    CrateSummary Crate { get; }
}
