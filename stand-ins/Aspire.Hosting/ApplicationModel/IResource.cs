namespace Aspire.Hosting.ApplicationModel;

/// <summary>Something the application consists of: a project, a server, a parameter.</summary>
public interface IResource
{
    /// <summary>Unique in the model, ignoring case; letters, digits and hyphens.</summary>
    string Name { get; }

    /// <summary>What is known of it; the runtime and the builder methods read and add.</summary>
    ResourceAnnotationCollection Annotations { get; }
}
