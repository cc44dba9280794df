namespace Ctas7.CrateDiscovery.Replicas;

/// <summary>The term of this replica, for routes and metrics. Thread-safe.</summary>
public sealed class CurrentTerm
{
    private volatile Term? _running;

    /// <summary>The running term; null while this replica does not lead.</summary>
    public Term? Running
    {
        get => _running;
        internal set => _running = value;
    }

    /// <summary>A service of the running term; null while this replica does not lead.</summary>
    public T? Find<T>()
        where T : class => _running?.Get<T>();
}
