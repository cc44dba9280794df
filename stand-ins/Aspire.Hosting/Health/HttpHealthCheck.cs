using System.Globalization;
using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Health;

/// <summary>Asks each copy directly, not through the proxy, so that one ill replica shows as itself.</summary>
internal static class HttpHealthCheck
{
    // One connection per check: a kept one would hold the copy's graceful shutdown up.
    private static readonly HttpClient Client = new(new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        PooledConnectionLifetime = TimeSpan.Zero,
        ActivityHeadersPropagator = null,
    });

    public static CopyHealthCheckAnnotation Of(IResourceWithEndpoints resource, string path, int statusCode, string? endpointName)
        => new(
            $"{resource.Name}_{endpointName ?? "http"}_{path}_{statusCode.ToString(CultureInfo.InvariantCulture)}_check",
            (replica, cancellationToken) => AskAsync(Address(resource, path, endpointName, replica), statusCode, cancellationToken));

    private static Uri Address(IResourceWithEndpoints resource, string path, string? endpointName, int replica)
    {
        var endpoint = endpointName is null
            ? resource.GetEndpoints().FirstOrDefault(candidate => candidate.IsHttp)
                ?? throw new DistributedApplicationException($"Resource '{resource.Name}' has an http health check and no http endpoint.")
            : resource.GetEndpoint(endpointName);
        var port = endpoint.Property(EndpointProperty.TargetPort).Endpoint.Part(EndpointProperty.TargetPort, new() { Caller = resource, Replica = replica });
        return new Uri(new Uri($"{endpoint.Scheme}://{endpoint.EndpointAnnotation.TargetHost}:{port}"), path);
    }

    private static async Task<HealthOutcome> AskAsync(Uri address, int statusCode, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.ConnectionClose = true;
            using var answer = await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return (int)answer.StatusCode == statusCode
                ? HealthOutcome.Healthy($"{address} answered {statusCode}.")
                : HealthOutcome.Unhealthy($"{address} answered {(int)answer.StatusCode}, wanted {statusCode}.");
        }
        catch (HttpRequestException failure)
        {
            return HealthOutcome.Unhealthy(failure.InnerException is SocketException ? $"{address} refuses connections." : $"{address} gave no HTTP answer.", failure);
        }
    }
}
