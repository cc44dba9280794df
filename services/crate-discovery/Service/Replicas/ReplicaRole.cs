namespace Ctas7.CrateDiscovery.Replicas;

/// <summary>What a replica does.</summary>
public enum ReplicaRole
{
    /// <summary>It neither leads nor knows who does: it has just started, or a term of its own has ended.</summary>
    Starting,

    /// <summary>It scans, watches and announces.</summary>
    Leader,

    /// <summary>Its registry is a copy of the leader's.</summary>
    Follower,
}
