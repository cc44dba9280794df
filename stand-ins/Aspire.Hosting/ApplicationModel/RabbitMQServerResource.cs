namespace Aspire.Hosting.ApplicationModel;

/// <summary>A RabbitMQ broker.</summary>
public class RabbitMQServerResource : ContainerResource, IResourceWithConnectionString
{
    internal const string DefaultUser = "guest";

    /// <param name="name">The resource's name.</param>
    /// <param name="userName">The account's name; <c>guest</c> when not given.</param>
    /// <param name="password">The account's password: letters and digits, as it becomes part of a URI.</param>
    public RabbitMQServerResource(string name, ParameterResource? userName, ParameterResource password) : base(name)
    {
        PrimaryEndpoint = new(this, "tcp");
        UserNameParameter = userName;
        PasswordParameter = password ?? throw new ArgumentNullException(nameof(password));
    }

    /// <summary>The account's name.</summary>
    public ParameterResource? UserNameParameter { get; }

    /// <summary>The account's password.</summary>
    public ParameterResource PasswordParameter { get; }

    /// <summary>Where it listens.</summary>
    public EndpointReference PrimaryEndpoint { get; }

    /// <summary>Its host.</summary>
    public EndpointReferenceExpression Host => PrimaryEndpoint.Property(EndpointProperty.Host);

    /// <summary>Its port.</summary>
    public EndpointReferenceExpression Port => PrimaryEndpoint.Property(EndpointProperty.Port);

    /// <summary>The account's name as a value.</summary>
    public ReferenceExpression UserNameReference => UserNameParameter is { } user ? ReferenceExpression.Create($"{user}") : ReferenceExpression.Create($"{DefaultUser}");

    /// <summary>amqp://user:password@host:port.</summary>
    public ReferenceExpression ConnectionStringExpression
        => ReferenceExpression.Create($"amqp://{UserNameReference}:{PasswordParameter}@{Host}:{Port}");

    /// <summary>The given connection string where there is one, else this run's own broker.</summary>
    public ValueTask<string?> GetConnectionStringAsync(CancellationToken cancellationToken = default)
        => Servers.GivenConnection.Of(this) is { } given ? new(given) : ConnectionStringExpression.GetValueAsync(cancellationToken);
}
