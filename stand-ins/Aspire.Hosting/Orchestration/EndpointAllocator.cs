using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dcp;
using Aspire.Hosting.Processes;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Orchestration;

/// <summary>
/// Gives every endpoint its ports for the whole run, so that references stay true over restarts. An endpoint has a proxy when it
/// asks for one or its resource has several replicas; else callers reach the process directly.
/// </summary>
internal sealed class EndpointAllocator(PortLeases leases, IConfiguration configuration)
{
    private const string Loopback = "127.0.0.1";

    /// <exception cref="DistributedApplicationException">A fixed port is in use or wanted twice; says by whom and what to do.</exception>
    public void CheckFixedPorts(IEnumerable<IResource> resources)
    {
        var wanted = new Dictionary<int, string>();
        foreach (var (resource, endpoint) in Endpoints(resources))
        {
            if (PublicPort(endpoint, IsProxied(resource, endpoint)) is not { } port)
            {
                continue;
            }

            var what = $"endpoint '{endpoint.Name}' of '{resource.Name}'";
            if (!wanted.TryAdd(port, what))
            {
                throw new DistributedApplicationException($"Port {port} is wanted twice: by {wanted[port]} and by {what}. {Remedy(port)}");
            }

            if (!PortLeases.IsFree(port))
            {
                var owner = PortOwner.Find(port)?.ToString() ?? "a process that just ended";
                throw new DistributedApplicationException($"Port {port}, wanted by {what}, is in use by {owner}. Stop that, or choose another port. {Remedy(port)}");
            }
        }
    }

    /// <summary>Allocates all endpoints and returns the services that DCP must provide as proxies.</summary>
    public IReadOnlyDictionary<string, ServiceSpec> Allocate(IEnumerable<IResource> resources)
    {
        var proxies = new Dictionary<string, ServiceSpec>(StringComparer.Ordinal);
        foreach (var (resource, endpoint) in Endpoints(resources))
        {
            var proxied = IsProxied(resource, endpoint);
            var replicas = resource.GetReplicaCount();
            var port = PublicPort(endpoint, proxied) ?? leases.Take();
            endpoint.ReplicaPorts = !proxied ? [port]
                : replicas == 1 && endpoint.TargetPort is > 0 and { } target ? [target]
                : [.. Enumerable.Range(0, replicas).Select(_ => leases.Take())];
            endpoint.AllocatedEndpoint = new(endpoint, Loopback, port, string.Join(',', endpoint.ReplicaPorts));
            if (proxied)
            {
                proxies[ServiceName(resource, endpoint)] = new(Loopback, port);
            }
        }

        return proxies;
    }

    /// <summary>What a copy serves behind proxies.</summary>
    public static IReadOnlyList<ServiceProducer> ProducersOf(ResourceCopy copy)
        => [.. copy.Resource.Annotations.OfType<EndpointAnnotation>()
            .Where(endpoint => IsProxied(copy.Resource, endpoint))
            .Select(endpoint => new ServiceProducer(ServiceName(copy.Resource, endpoint), Loopback, endpoint.ReplicaPorts[copy.Replica]))];

    public static bool IsProxied(IResource resource, EndpointAnnotation endpoint)
    {
        var replicas = resource.GetReplicaCount();
        return endpoint.IsExplicitlyProxied switch
        {
            false when replicas > 1 => throw new DistributedApplicationException(
                $"Endpoint '{endpoint.Name}' of '{resource.Name}' cannot be without proxy: {replicas} replicas cannot listen on one port."),
            { } said => said,
            null => replicas > 1,
        };
    }

    private static IEnumerable<(IResource Resource, EndpointAnnotation Endpoint)> Endpoints(IEnumerable<IResource> resources)
        => resources.SelectMany(resource => resource.Annotations.OfType<EndpointAnnotation>().Select(endpoint => (resource, endpoint)));

    private static string ServiceName(IResource resource, EndpointAnnotation endpoint) => $"{resource.Name}-{endpoint.Name}".ToLowerInvariant();

    /// <summary>Port 0 asks, as everywhere, for a free one.</summary>
    private static int? PublicPort(EndpointAnnotation endpoint, bool proxied)
        => (endpoint.Port ?? (proxied ? null : endpoint.TargetPort)) is > 0 and { } port ? port : null;

    private string Remedy(int port)
    {
        var key = configuration.AsEnumerable().Where(setting => setting.Value == $"{port}" && setting.Key.Contains("port", StringComparison.OrdinalIgnoreCase))
            .Select(setting => setting.Key).FirstOrDefault();
        return key is null
            ? "The port is set in the app host's Program.cs."
            : $"To change it: --{key} PORT (environment: {key.Replace(":", "__", StringComparison.Ordinal)}=PORT).";
    }
}
