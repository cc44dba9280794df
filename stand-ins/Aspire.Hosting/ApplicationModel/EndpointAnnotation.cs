using System.Net.Sockets;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A port that a resource listens on.</summary>
public sealed class EndpointAnnotation : IResourceAnnotation
{
    /// <param name="protocol">Only TCP is supported by this runtime.</param>
    /// <param name="uriScheme">Such as <c>http</c>; <c>tcp</c> when not given.</param>
    /// <param name="transport">Such as <c>http2</c>.</param>
    /// <param name="name">Unique in its resource; the scheme when not given.</param>
    /// <param name="port">The port that callers use; a free one when not given.</param>
    /// <param name="targetPort">The port that the process listens on.</param>
    /// <param name="isExternal">Whether people outside of the application use it.</param>
    /// <param name="isProxied">Whether the orchestrator listens on <paramref name="port"/> and passes on; by default only for replicas.</param>
    public EndpointAnnotation(
        ProtocolType protocol, string? uriScheme = null, string? transport = null, string? name = null,
        int? port = null, int? targetPort = null, bool? isExternal = null, bool? isProxied = null)
    {
        Protocol = protocol;
        UriScheme = uriScheme ?? "tcp";
        Transport = transport ?? (UriScheme is "http" or "https" ? "http" : "tcp");
        Name = name ?? UriScheme;
        Port = port;
        TargetPort = targetPort;
        IsExternal = isExternal ?? false;
        IsExplicitlyProxied = isProxied;
    }

    /// <summary>Unique in its resource.</summary>
    public string Name { get; set; }

    /// <summary>The transport protocol.</summary>
    public ProtocolType Protocol { get; set; }

    /// <summary>Such as <c>http</c>.</summary>
    public string UriScheme { get; set; }

    /// <summary>Such as <c>http2</c>.</summary>
    public string Transport { get; set; }

    /// <summary>The address that the process listens on.</summary>
    public string TargetHost { get; set; } = "127.0.0.1";

    /// <summary>The port that callers use; null for a free one.</summary>
    public int? Port { get; set; }

    /// <summary>The port that the process listens on; null for the runtime's choice.</summary>
    public int? TargetPort { get; set; }

    /// <summary>Whether people outside of the application use it.</summary>
    public bool IsExternal { get; set; }

    /// <summary>What was asked for; null leaves it to the runtime.</summary>
    public bool? IsExplicitlyProxied { get; set; }

    /// <summary>Whether the orchestrator listens on <see cref="Port"/> and passes on to the processes.</summary>
    public bool IsProxied { get => IsExplicitlyProxied ?? false; set => IsExplicitlyProxied = value; }

    /// <summary>Where callers reach it; null until the run allocates it.</summary>
    public AllocatedEndpoint? AllocatedEndpoint { get; set; }

    /// <summary>The environment variable that tells the process its port.</summary>
    internal string? TargetPortVariable { get; set; }

    /// <summary>The port that each replica's process listens on; empty until allocated.</summary>
    internal IReadOnlyList<int> ReplicaPorts { get; set; } = [];
}
