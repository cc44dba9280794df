using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Projects;
using Aspire.Hosting.Servers;

namespace Aspire.Hosting.Orchestration;

/// <summary>Everything that can be known to be missing before anything starts.</summary>
internal static class Preflight
{
    /// <exception cref="DistributedApplicationException">Something is missing; one sentence says what and what to do.</exception>
    public static async Task CheckAsync(
        IReadOnlyCollection<IResource> resources, RunSettings settings, ServerFinder servers, EndpointAllocator endpoints, CancellationToken cancellationToken)
    {
        CheckWaits(resources);
        endpoints.CheckFixedPorts(resources.Where(resource => resource is IResourceWithEndpoints));
        foreach (var project in resources.OfType<ProjectResource>())
        {
            BuiltProject.AssemblyOf(project.Name, BuiltProject.FileOf(project.Name, project.GetProjectMetadata().ProjectPath), settings.BuildConfiguration);
        }

        foreach (var executable in resources.OfType<ExecutableResource>())
        {
            var command = executable.Command.Contains('/', StringComparison.Ordinal) ? Path.GetFullPath(executable.Command, executable.WorkingDirectory) : executable.Command;
            if (Processes.Executables.Find(command) is null)
            {
                throw new DistributedApplicationException($"Program '{executable.Command}' of '{executable.Name}' is not on this machine. Install it, or correct the app host.");
            }
        }

        foreach (var parameter in resources.OfType<ParameterResource>())
        {
            await parameter.GetValueAsync(cancellationToken);
        }

        await Task.WhenAll(resources.Select(async resource =>
        {
            if (resource.TryGetLastAnnotation<ServerAnnotation>(out var server))
            {
                server.Choice = await servers.ChooseAsync(resource, server.Program, cancellationToken);
            }
        }));
    }

    /// <summary>Resources that wait for each other would wait for ever.</summary>
    private static void CheckWaits(IEnumerable<IResource> resources)
    {
        var done = new HashSet<IResource>();
        foreach (var resource in resources)
        {
            Visit(resource, []);
        }

        void Visit(IResource resource, List<IResource> path)
        {
            if (path.Contains(resource))
            {
                throw new DistributedApplicationException($"These resources wait for each other: {string.Join(" → ", path.Append(resource).Select(step => step.Name))}. Remove one WaitFor.");
            }

            if (done.Contains(resource))
            {
                return;
            }

            foreach (var wait in resource.Annotations.OfType<WaitAnnotation>())
            {
                Visit(wait.Resource, [.. path, resource]);
            }

            done.Add(resource);
        }
    }
}
