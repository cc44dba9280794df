using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Servers;

namespace Aspire.Hosting;

/// <summary>Redis.</summary>
public static class RedisBuilderExtensions
{
    /// <summary>
    /// Adds a Redis server with a generated and kept password: the one that <c>ConnectionStrings:name</c> gives, else redis-server of this machine,
    /// else the image <c>docker.io/library/redis:7</c>. It writes its append-only file into the data folder.
    /// </summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The resource's name.</param>
    /// <param name="port">Its port; a free one when not given.</param>
    /// <param name="password">What clients must give; generated when not given.</param>
    public static IResourceBuilder<RedisResource> AddRedis(
        this IDistributedApplicationBuilder builder, string name, int? port = null, IResourceBuilder<ParameterResource>? password = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var secret = password?.Resource ?? ServerResources.Password(builder, $"{name}-password");
        var redis = new RedisResource(name, secret);
        return builder.AddServer(redis, new RedisProgram(redis), port, 6379, "library/redis", "7").WithReferenceRelationship(secret).WithIconName("DatabaseLightning");
    }

    /// <summary>Keeps the data in a folder, relative to the app host's.</summary>
    public static IResourceBuilder<RedisResource> WithDataBindMount(this IResourceBuilder<RedisResource> builder, string source, bool isReadOnly = false)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.WithAnnotation(new ContainerMountAnnotation(
            Path.GetFullPath(source, builder.ApplicationBuilder.AppHostDirectory), "/data", ContainerMountType.BindMount, isReadOnly));
    }

    /// <summary>Changes what clients must give; null for nothing.</summary>
    public static IResourceBuilder<RedisResource> WithPassword(this IResourceBuilder<RedisResource> builder, IResourceBuilder<ParameterResource>? password)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Resource.PasswordParameter = password?.Resource;
        return builder;
    }
}
