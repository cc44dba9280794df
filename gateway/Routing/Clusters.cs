using System.Net;
using Ctas7.Gateway.Resilience;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.LoadBalancing;

namespace Ctas7.Gateway.Routing;

/// <summary>How the proxy treats a service: HTTP/1.1 without buffering, the less busy of two replicas, a circuit per replica.</summary>
internal static class Clusters
{
    private static readonly ForwarderRequestConfig Request = new()
    {
        Version = HttpVersion.Version11,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        AllowResponseBuffering = false,

        // Time is kept by the deadline of the whole request (ForwardedRequest), which streams are exempt from.
        ActivityTimeout = TimeSpan.FromDays(1),
    };

    private static readonly HealthCheckConfig Health = new()
    {
        AvailableDestinationsPolicy = AvailabilityPolicy.PolicyName,
        Passive = new PassiveHealthCheckConfig { Enabled = true, Policy = CircuitPolicy.PolicyName },
    };

    /// <summary>The cluster of a service with these addresses. Its id is the service's name.</summary>
    public static ClusterConfig For(string service, IReadOnlyList<Uri> addresses) => new()
    {
        ClusterId = service,
        LoadBalancingPolicy = LoadBalancingPolicies.PowerOfTwoChoices,
        HttpRequest = Request,
        HealthCheck = Health,

        // Named by address, not by index: a replica keeps its health when another one leaves the list.
        Destinations = addresses
            .DistinctBy(address => address.Authority)
            .ToDictionary(address => address.Authority, address => new DestinationConfig { Address = address.GetLeftPart(UriPartial.Authority) }),
    };
}
