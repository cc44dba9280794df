using System.Globalization;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Points to an endpoint of a resource; its address is known once the run has allocated it.</summary>
public sealed class EndpointReference(IResourceWithEndpoints owner, string endpointName) : IExpressionValue, IValueWithReferences
{
    /// <param name="owner">The resource.</param>
    /// <param name="endpoint">Its endpoint.</param>
    public EndpointReference(IResourceWithEndpoints owner, EndpointAnnotation endpoint)
        : this(owner, (endpoint ?? throw new ArgumentNullException(nameof(endpoint))).Name)
    {
    }

    /// <summary>The resource that listens.</summary>
    public IResourceWithEndpoints Resource { get; } = owner;

    /// <summary>Which of its endpoints.</summary>
    public string EndpointName { get; } = endpointName;

    /// <summary>Whether the resource has that endpoint.</summary>
    public bool Exists => Find() is not null;

    /// <summary>The endpoint.</summary>
    /// <exception cref="DistributedApplicationException">The resource has no such endpoint.</exception>
    public EndpointAnnotation EndpointAnnotation => Find()
        ?? throw new DistributedApplicationException($"Resource '{Resource.Name}' has no endpoint '{EndpointName}'. It has: {Names()}.");

    /// <summary>Whether the address is known.</summary>
    public bool IsAllocated => Find()?.AllocatedEndpoint is not null;

    /// <summary>Whether the scheme is http.</summary>
    public bool IsHttp => Scheme == "http";

    /// <summary>Whether the scheme is https.</summary>
    public bool IsHttps => Scheme == "https";

    /// <summary>Such as <c>http</c>.</summary>
    public string Scheme => EndpointAnnotation.UriScheme;

    /// <summary>The host that callers use.</summary>
    public string Host => Allocated.Address;

    /// <summary>The port that callers use.</summary>
    public int Port => Allocated.Port;

    /// <summary>The port that the process listens on.</summary>
    public int? TargetPort => EndpointAnnotation.TargetPort;

    /// <summary>scheme://host:port.</summary>
    public string Url => Allocated.UriString;

    string IManifestExpressionProvider.ValueExpression => $"{{{Resource.Name}.bindings.{EndpointName}.url}}";

    IEnumerable<object> IValueWithReferences.References => [Resource];

    private AllocatedEndpoint Allocated => EndpointAnnotation.AllocatedEndpoint
        ?? throw new DistributedApplicationException($"Endpoint '{EndpointName}' of resource '{Resource.Name}' has no address yet: addresses are given when the application starts.");

    /// <summary>A part of the address.</summary>
    public EndpointReferenceExpression Property(EndpointProperty property) => new(this, property);

    /// <summary>The url.</summary>
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => new(Url);

    internal string Part(EndpointProperty property, ValueProviderContext context) => property switch
    {
        EndpointProperty.Url => Url,
        EndpointProperty.Host => Host,
        EndpointProperty.IPV4Host => Host == "localhost" ? "127.0.0.1" : Host,
        EndpointProperty.Port => Port.ToString(CultureInfo.InvariantCulture),
        EndpointProperty.Scheme => Scheme,
        EndpointProperty.TargetPort => TargetPortOf(context).ToString(CultureInfo.InvariantCulture),
        EndpointProperty.HostAndPort => Allocated.EndPointString,
        _ => throw new ArgumentOutOfRangeException(nameof(property), property, "Not a part of an endpoint."),
    };

    private int TargetPortOf(ValueProviderContext context)
    {
        var ports = EndpointAnnotation.ReplicaPorts;
        return ports.Count == 0 ? Port : ports[ReferenceEquals(context.Caller, Resource) ? Math.Min(context.Replica, ports.Count - 1) : 0];
    }

    private EndpointAnnotation? Find()
        => Resource.Annotations.OfType<EndpointAnnotation>().FirstOrDefault(endpoint => string.Equals(endpoint.Name, EndpointName, StringComparison.OrdinalIgnoreCase));

    private string Names() => string.Join(", ", Resource.Annotations.OfType<EndpointAnnotation>().Select(endpoint => endpoint.Name).DefaultIfEmpty("none"));
}
