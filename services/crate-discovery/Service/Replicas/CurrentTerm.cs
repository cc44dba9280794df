namespace Ctas7.CrateDiscovery.Replicas;

/// <summary>What this replica does now, for routes and metrics. Thread-safe.</summary>
public sealed class CurrentTerm(TimeProvider clock)
{
    private volatile Term? _running;
    private volatile LeaseView? _lease;

    /// <summary>The running term; null while this replica does not lead.</summary>
    public Term? Running
    {
        get => _running;
        internal set => _running = value;
    }

    /// <summary>The lease as last seen; null before Redis answered for the first time.</summary>
    public LeaseView? Lease
    {
        get => _lease;
        internal set => _lease = value;
    }

    /// <summary>What this replica does.</summary>
    public ReplicaRole Role => _running is not null ? ReplicaRole.Leader : _lease is { IsMine: false } ? ReplicaRole.Follower : ReplicaRole.Starting;

    /// <summary>The fencing token that the registry here belongs to: the own one, or the leader's; 0 when there is none.</summary>
    public long FencingToken => _running is { } term ? term.FencingToken : _lease?.FencingToken ?? 0;

    /// <summary>When the lease lapses unless it is renewed, UTC; null when it is not known.</summary>
    public DateTimeOffset? LeaseExpiresAt => _lease is { } lease ? clock.GetUtcNow() - clock.GetElapsedTime(lease.AskedAt) + lease.Remaining : null;

    /// <summary>A service of the running term; null while this replica does not lead.</summary>
    public T? Find<T>()
        where T : class
    {
        try
        {
            return _running?.Get<T>();
        }
        catch (ObjectDisposedException)
        {
            // The term ended between the two.
            return null;
        }
    }
}
