using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Health;
using Aspire.Hosting.Parameters;
using Aspire.Hosting.Processes;

namespace Aspire.Hosting.Servers;

/// <summary>What all known servers have in common when they are added.</summary>
internal static class ServerResources
{
    /// <summary>A generated, kept password of letters and digits, shown as a parameter of its own. A configured <c>Parameters:name</c> wins.</summary>
    public static ParameterResource Password(IDistributedApplicationBuilder builder, string name)
    {
        var parameter = new ParameterResource(
            name,
            made => builder.Configuration[$"Parameters:{name}"] ?? KeptParameters.In(DataFolder.Of(builder)).GetOrAdd(name, made!.GetDefaultValue),
            secret: true)
        { Default = new GenerateParameterDefault { Special = false } };
        return builder.AddResource(parameter).Resource;
    }

    public static IResourceBuilder<T> AddServer<T>(
        this IDistributedApplicationBuilder builder, T resource, IServerProgram program, int? port, int containerPort, string image, string tag)
        where T : ContainerResource
    {
        var check = new CopyHealthCheckAnnotation($"{resource.Name}_check", (_, cancellationToken) =>
        {
            var (host, at) = GivenConnection.Of(resource) is { } given
                ? program.AddressOf(given)
                : (resource.GetEndpoint("tcp").Host, resource.GetEndpoint("tcp").Port);
            return program.CheckAsync(host, at, cancellationToken);
        });
        return builder.AddResource(resource)
            .WithAnnotation(new ServerAnnotation(program))
            .WithAnnotation(new ContainerImageAnnotation { Registry = "docker.io", Image = image, Tag = tag })
            .WithEndpoint(port: port, targetPort: null, scheme: "tcp", name: "tcp")
            .WithAnnotation(check);
    }

    /// <summary>The one set of port leases of an application.</summary>
    public static PortLeases Leases(IDistributedApplicationBuilder builder)
        => (PortLeases)builder.Services.Last(service => service.ServiceType == typeof(PortLeases)).ImplementationInstance!;
}
