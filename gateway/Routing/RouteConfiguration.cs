using Ctas7.ServiceDefaults.Discovery;
using Microsoft.Extensions.Primitives;
using Yarp.ReverseProxy.Configuration;

namespace Ctas7.Gateway.Routing;

/// <summary>
/// Gives the proxy the route table with the addresses that the configuration names now. When the configuration is
/// reloaded and the addresses differ, the proxy takes the new ones for new requests; requests under way end where they began.
/// </summary>
internal sealed partial class RouteConfiguration : IProxyConfigProvider, IDisposable
{
    private readonly ServiceEndpoints _endpoints;
    private readonly ILogger<RouteConfiguration> _log;
    private readonly IDisposable _subscription;
    private readonly Lock _gate = new();
    private volatile Snapshot _current;

    public RouteConfiguration(IConfiguration configuration, ServiceEndpoints endpoints, ILogger<RouteConfiguration> log)
    {
        _endpoints = endpoints;
        _log = log;
        _current = Build();
        _subscription = ChangeToken.OnChange(configuration.GetReloadToken, Reload);
    }

    /// <inheritdoc/>
    public IProxyConfig GetConfig() => _current;

    /// <inheritdoc/>
    public void Dispose() => _subscription.Dispose();

    private static RouteConfig Route(GatewayRoute route) => new()
    {
        RouteId = route.Id,
        ClusterId = route.Service,
        Match = new RouteMatch { Path = route.Path },
        Order = route.Port == GatewayPort.WebSocket ? -1 : 0,
    };

    private Snapshot Build()
    {
        var addresses = RouteTable.Services.ToDictionary(service => service, service => _endpoints.Of(service, endpoint: null, "http", "https"));
        foreach (var (service, known) in addresses)
        {
            LogAddresses(service, known.Count == 0 ? "none: its routes answer 503" : string.Join<Uri>(", ", known));
        }

        return new Snapshot([.. RouteTable.Routes.Select(Route)], [.. addresses.Select(pair => Clusters.For(pair.Key, pair.Value))]);
    }

    private void Reload()
    {
        lock (_gate)
        {
            var (next, previous) = (Build(), _current);
            if (next.Clusters.SequenceEqual(previous.Clusters))
            {
                return;
            }

            _current = next;
            previous.Supersede();
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Addresses of {Service}: {Addresses}")]
    private partial void LogAddresses(string service, string addresses);

    private sealed class Snapshot(IReadOnlyList<RouteConfig> routes, IReadOnlyList<ClusterConfig> clusters) : IProxyConfig
    {
        private readonly ConfigurationReloadToken _superseded = new();

        public IReadOnlyList<RouteConfig> Routes { get; } = routes;

        public IReadOnlyList<ClusterConfig> Clusters { get; } = clusters;

        public IChangeToken ChangeToken => _superseded;

        public void Supersede() => _superseded.OnReload();
    }
}
