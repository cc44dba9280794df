namespace Ctas7.CrateDiscovery.Replicas;

/// <summary>What a replica does.</summary>
public enum ReplicaRole
{
    /// <summary>Nothing is known of the lease yet.</summary>
    Starting,

    /// <summary>It scans, watches and announces.</summary>
    Leader,

    /// <summary>Its registry is a copy of the leader's.</summary>
    Follower,
}
