namespace Ctas7.CrateDiscovery.Publishing;

/// <summary>What an event says of a crate. The names are a part of event ids and of the ledger.</summary>
public enum CrateEventKind
{
    /// <summary>It is new.</summary>
    Discovered,

    /// <summary>It says something else.</summary>
    Updated,

    /// <summary>It is at another place.</summary>
    Moved,

    /// <summary>It is gone.</summary>
    Removed,

    /// <summary>It is not valid.</summary>
    Invalid,

    /// <summary>It is valid again.</summary>
    Recovered,
}
