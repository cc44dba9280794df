using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace Ctas7.Gateway.Resilience;

/// <summary>
/// Which replicas get requests: those with a closed circuit that say they are healthy; when none says so, all with a
/// closed circuit, since a service that lacks its broker still answers what it can.
/// </summary>
internal sealed class AvailabilityPolicy : IAvailableDestinationsPolicy
{
    /// <summary>The name under which clusters ask for it.</summary>
    public const string PolicyName = "ClosedThenHealthy";

    /// <inheritdoc/>
    public string Name => PolicyName;

    /// <inheritdoc/>
    public IReadOnlyList<DestinationState> GetAvailalableDestinations(ClusterConfig config, IReadOnlyList<DestinationState> allDestinations)
    {
        var closed = allDestinations.Where(destination => destination.Health.Passive != DestinationHealth.Unhealthy).ToArray();
        var healthy = closed.Where(destination => destination.Health.Active != DestinationHealth.Unhealthy).ToArray();
        return healthy.Length > 0 ? healthy : closed;
    }
}
