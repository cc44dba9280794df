namespace Aspire.Hosting.ApplicationModel;

/// <summary>A Redis server.</summary>
public class RedisResource : ContainerResource, IResourceWithConnectionString
{
    /// <param name="name">The resource's name.</param>
    public RedisResource(string name) : base(name) => PrimaryEndpoint = new(this, "tcp");

    /// <param name="name">The resource's name.</param>
    /// <param name="password">What clients must give.</param>
    public RedisResource(string name, ParameterResource password) : this(name) => PasswordParameter = password;

    /// <summary>What clients must give; null for nothing.</summary>
    public ParameterResource? PasswordParameter { get; internal set; }

    /// <summary>Where it listens.</summary>
    public EndpointReference PrimaryEndpoint { get; }

    /// <summary>Its host.</summary>
    public EndpointReferenceExpression Host => PrimaryEndpoint.Property(EndpointProperty.Host);

    /// <summary>Its port.</summary>
    public EndpointReferenceExpression Port => PrimaryEndpoint.Property(EndpointProperty.Port);

    /// <summary>host:port,password=… as StackExchange.Redis reads it.</summary>
    public ReferenceExpression ConnectionStringExpression => PasswordParameter is { } password
        ? ReferenceExpression.Create($"{Host}:{Port},password={password}")
        : ReferenceExpression.Create($"{Host}:{Port}");

    /// <summary>The given connection string where there is one, else this run's own server.</summary>
    public ValueTask<string?> GetConnectionStringAsync(CancellationToken cancellationToken = default)
        => Servers.GivenConnection.Of(this) is { } given ? new(given) : ConnectionStringExpression.GetValueAsync(cancellationToken);
}
