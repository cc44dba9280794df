namespace Aspire.Hosting.ApplicationModel;

/// <summary>A health check, registered under this key with the builder's services, that must pass.</summary>
public class HealthCheckAnnotation(string key) : IResourceAnnotation
{
    /// <summary>The registration's name.</summary>
    public string Key { get; } = key;
}
