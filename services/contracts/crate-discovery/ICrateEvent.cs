namespace Ctas7.Contracts.CrateDiscovery;

/// <summary>A change of the registry. Revisions rise by one per change within one epoch.</summary>
public interface ICrateEvent : IFencedEvent
{
    /// <summary>Identity of the registry that counts <see cref="Revision"/>; a new epoch starts its own count.</summary>
    string Epoch { get; }

    /// <summary>The registry's revision that this change made.</summary>
    long Revision { get; }

    /// <summary>The crate after the change; for a removal, as it last was.</summary>
    CrateSummary Crate { get; }
}
