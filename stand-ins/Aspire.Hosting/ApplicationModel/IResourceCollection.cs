using System.Diagnostics.CodeAnalysis;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The resources of an application, each name once.</summary>
public interface IResourceCollection : IList<IResource>
{
    /// <summary>Finds a resource; case does not matter.</summary>
    bool TryGetByName(string name, [NotNullWhen(true)] out IResource? resource);
}
