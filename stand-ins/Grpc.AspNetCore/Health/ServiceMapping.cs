namespace Grpc.AspNetCore.HealthChecks;

/// <summary>One service and its health checks.</summary>
public sealed class ServiceMapping
{
    /// <summary>A service that is healthy when the chosen checks are.</summary>
    public ServiceMapping(string name, Func<HealthCheckMapContext, bool> predicate)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(predicate);
        Name = name;
        HealthCheckPredicate = predicate;
    }

    /// <summary>The name of the service.</summary>
    public string Name { get; }

    /// <summary>Chooses the checks.</summary>
    public Func<HealthCheckMapContext, bool> HealthCheckPredicate { get; }
}
