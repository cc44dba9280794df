namespace Aspire.Hosting.ApplicationModel;

/// <summary>A change of one running copy of a resource.</summary>
public class ResourceEvent(IResource resource, string resourceId, CustomResourceSnapshot snapshot)
{
    /// <summary>The resource.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>Which copy: the name that the dashboard knows it by.</summary>
    public string ResourceId { get; } = resourceId;

    /// <summary>What is true now.</summary>
    public CustomResourceSnapshot Snapshot { get; } = snapshot;
}
