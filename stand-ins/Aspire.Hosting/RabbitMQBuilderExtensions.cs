using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Servers;

namespace Aspire.Hosting;

/// <summary>RabbitMQ.</summary>
public static class RabbitMQBuilderExtensions
{
    /// <summary>
    /// Adds a RabbitMQ broker with a generated and kept password: the one that <c>ConnectionStrings:name</c> gives, else rabbitmq-server of this machine,
    /// else the image <c>docker.io/library/rabbitmq:3</c>. It keeps its queues in the data folder.
    /// </summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The resource's name.</param>
    /// <param name="userName">The account's name; <c>guest</c> when not given.</param>
    /// <param name="password">The account's password; generated when not given.</param>
    /// <param name="port">Its AMQP port; a free one when not given.</param>
    public static IResourceBuilder<RabbitMQServerResource> AddRabbitMQ(
        this IDistributedApplicationBuilder builder, string name, IResourceBuilder<ParameterResource>? userName = null,
        IResourceBuilder<ParameterResource>? password = null, int? port = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var secret = password?.Resource ?? ServerResources.Password(builder, $"{name}-password");
        var broker = new RabbitMQServerResource(name, userName?.Resource, secret);
        var leases = ServerResources.Leases(builder);
        var inner = new Lazy<(int, int)>(() => (leases.Take(), leases.Take()));
        return builder.AddServer(broker, new RabbitMQProgram(broker, inner), port, 5672, "library/rabbitmq", "3").WithReferenceRelationship(secret).WithIconName("Mailbox");
    }

    /// <summary>Keeps the data in a folder, relative to the app host's.</summary>
    public static IResourceBuilder<RabbitMQServerResource> WithDataBindMount(
        this IResourceBuilder<RabbitMQServerResource> builder, string source, bool isReadOnly = false)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.WithAnnotation(new ContainerMountAnnotation(
            Path.GetFullPath(source, builder.ApplicationBuilder.AppHostDirectory), "/var/lib/rabbitmq", ContainerMountType.BindMount, isReadOnly));
    }
}
