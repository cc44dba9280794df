namespace Ctas7.CrateDiscovery.Graph.Model;

/// <summary>
/// What an edge of the slot graph says. An edge is drawn from what says it to what it says it of; which end <em>depends</em>
/// on the other is another question, answered by <see cref="GraphWords.TargetDepends"/>.
/// </summary>
public enum EdgeKind
{
    /// <summary>Crate to crate or foundation: needs it.</summary>
    DependsOn,

    /// <summary>Crate to port: listens on it, so the port depends on the crate.</summary>
    Binds,

    /// <summary>Crate to port: calls another crate's port, so the crate depends on the port.</summary>
    References,

    /// <summary>Port to port: the sister of it, so it depends on its base.</summary>
    SisterOf,

    /// <summary>Port to port: a mirror of it, so it depends on its base.</summary>
    MirrorOf,

    /// <summary>Crate to capability: offers it, so the capability depends on the crate.</summary>
    Provides,
}
