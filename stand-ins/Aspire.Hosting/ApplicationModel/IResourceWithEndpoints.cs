namespace Aspire.Hosting.ApplicationModel;

/// <summary>A resource that listens on ports.</summary>
public interface IResourceWithEndpoints : IResource
{
}
