namespace Aspire.Hosting.ApplicationModel;

/// <summary>
/// A server that is distributed as an image. This runtime runs the ones it knows (Redis, RabbitMQ) as child processes where
/// the machine has the program, and as containers otherwise.
/// </summary>
public class ContainerResource(string name, string? entrypoint = null) : Resource(name),
    IResourceWithEnvironment, IResourceWithArgs, IResourceWithEndpoints, IResourceWithWaitSupport, IComputeResource
{
    /// <summary>The program in the image; null for the image's own.</summary>
    public string? Entrypoint { get; set; } = entrypoint;
}
