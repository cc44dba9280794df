using System.Collections.ObjectModel;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The annotations of one resource, in the order they were added. Not thread-safe: it is built before the run.</summary>
public sealed class ResourceAnnotationCollection : Collection<IResourceAnnotation>
{
}
