using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Projects;

namespace Aspire.Hosting;

/// <summary>.NET projects.</summary>
public static class ProjectResourceBuilderExtensions
{
    /// <summary>
    /// Adds a project, which runs as it was built: in the app host's own configuration, from the artifacts folder or the
    /// project's bin folder. It hears on <c>ASPNETCORE_URLS</c> where its http endpoints are, and sends telemetry to the dashboard.
    /// </summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The resource's name, by which others find it.</param>
    /// <param name="projectPath">The project file, or its folder, relative to the app host's folder.</param>
    public static IResourceBuilder<ProjectResource> AddProject(this IDistributedApplicationBuilder builder, string name, string projectPath)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(projectPath);
        return builder.AddResource(new ProjectResource(name))
            .WithAnnotation(new ProjectMetadata(Path.GetFullPath(projectPath, builder.AppHostDirectory)))
            .WithEnvironment(ProjectEnvironment.Apply);
    }

    /// <summary>Runs several copies; callers reach them through one port, which the orchestrator shares out among the copies that run.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public static IResourceBuilder<ProjectResource> WithReplicas(this IResourceBuilder<ProjectResource> builder, int replicas)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentOutOfRangeException.ThrowIfLessThan(replicas, 1);
        return builder.WithAnnotation(new ReplicaAnnotation(replicas), ResourceAnnotationMutationBehavior.Replace);
    }
}
