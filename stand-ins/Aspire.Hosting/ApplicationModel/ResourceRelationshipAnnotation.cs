namespace Aspire.Hosting.ApplicationModel;

/// <summary>An edge of the graph that the dashboard draws.</summary>
public sealed class ResourceRelationshipAnnotation(IResource resource, string type) : IResourceAnnotation
{
    /// <summary>The other end.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>Such as <c>Reference</c>, <c>WaitFor</c>, <c>Parent</c>.</summary>
    public string Type { get; } = type;
}
