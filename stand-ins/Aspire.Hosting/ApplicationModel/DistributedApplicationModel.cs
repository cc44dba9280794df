namespace Aspire.Hosting.ApplicationModel;

/// <summary>Everything that the application consists of.</summary>
public class DistributedApplicationModel(IResourceCollection resources)
{
    /// <summary>The resources.</summary>
    public IResourceCollection Resources { get; } = resources;
}
