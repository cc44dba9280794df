using System.Runtime.CompilerServices;
using Ctas7.Gateway.Forwarding;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace Ctas7.Gateway.Resilience;

/// <summary>Feeds the outcome of every attempt into the replica's <see cref="Circuit"/>, and takes open ones out of the choice.</summary>
internal sealed partial class CircuitPolicy(
    IServiceProvider services,
    IOptions<ResilienceOptions> options,
    TimeProvider time,
    ILogger<CircuitPolicy> log) : IPassiveHealthCheckPolicy
{
    /// <summary>The name under which clusters ask for it.</summary>
    public const string PolicyName = "Circuit";

    private readonly ConditionalWeakTable<DestinationState, Circuit> _circuits = [];

    // The proxy's own graph of services leads back here, hence not a constructor parameter.
    private readonly Lazy<IDestinationHealthUpdater> _health = new(services.GetRequiredService<IDestinationHealthUpdater>);

    /// <inheritdoc/>
    public string Name => PolicyName;

    /// <summary>The circuit of a replica.</summary>
    public Circuit Of(DestinationState destination) => _circuits.GetValue(destination, _ => new Circuit(options.Value, time));

    /// <inheritdoc/>
    public void RequestProxied(HttpContext context, ClusterState cluster, DestinationState destination)
    {
        switch (Judge(context))
        {
            case Outcome.Answered when Of(destination).Succeeded():
                LogClosed(destination.DestinationId, cluster.ClusterId);
                _health.Value.SetPassive(cluster, destination, DestinationHealth.Healthy, TimeSpan.Zero);
                break;
            case Outcome.Failed when Of(destination).Failed() is { } openFor:
                LogOpened(destination.DestinationId, cluster.ClusterId, openFor.TotalSeconds);
                _health.Value.SetPassive(cluster, destination, DestinationHealth.Unhealthy, openFor);
                break;
            default:
                break;
        }
    }

    /// <summary>A replica that did not say it was healthy now does.</summary>
    public void Recovered(ClusterState cluster, DestinationState destination)
    {
        if (Of(destination).Recovered())
        {
            _health.Value.SetPassive(cluster, destination, DestinationHealth.Unknown, TimeSpan.Zero);
        }
    }

    private static Outcome Judge(HttpContext context)
    {
        if (ForwardedRequest.Of(context) is { } forwarded)
        {
            if (forwarded.TimedOut)
            {
                return Outcome.Failed;
            }

            if (forwarded.ClientGone)
            {
                return Outcome.SaysNothing;
            }
        }

        return context.Features.Get<IForwarderErrorFeature>()?.Error switch
        {
            null => Outcome.Answered,
            ForwarderError.Request or ForwarderError.RequestTimedOut or ForwarderError.RequestBodyDestination
                or ForwarderError.ResponseHeaders or ForwarderError.ResponseBodyDestination => Outcome.Failed,
            _ => Outcome.SaysNothing,
        };
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Circuit of {Destination} ({Cluster}) opened for {Seconds} s")]
    private partial void LogOpened(string destination, string cluster, double seconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "Circuit of {Destination} ({Cluster}) closed")]
    private partial void LogClosed(string destination, string cluster);

    private enum Outcome
    {
        SaysNothing,
        Answered,
        Failed,
    }
}
