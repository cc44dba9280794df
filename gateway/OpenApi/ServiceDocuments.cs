using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Model;

namespace Ctas7.Gateway.OpenApi;

/// <summary>Reads the documents of the services from any of their replicas, and remembers the last good ones. Thread-safe.</summary>
internal sealed class ServiceDocuments(IProxyStateLookup proxy)
{
    private const int LongestDocument = 8 * 1024 * 1024;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<string, JsonObject> _lastGood = new(StringComparer.Ordinal);

    /// <summary>The document of every service, all asked at once; takes no longer than two seconds.</summary>
    public Task<ServiceDocument[]> ReadAllAsync(CancellationToken cancellation) =>
        Task.WhenAll(proxy.GetClusters().OrderBy(cluster => cluster.ClusterId, StringComparer.Ordinal).Select(cluster => ReadAsync(cluster, cancellation)));

    private async Task<ServiceDocument> ReadAsync(ClusterState cluster, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(Deadline);
        try
        {
            if (cluster.DestinationsState.AvailableDestinations is not [var replica, ..])
            {
                return Failed(cluster.ClusterId, "no replica takes requests");
            }

            var document = await FetchAsync(cluster.Model.HttpClient, replica, deadline.Token);
            _lastGood[cluster.ClusterId] = document;
            return new ServiceDocument(cluster.ClusterId, document, null);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Failed(cluster.ClusterId, $"no answer within {Deadline.TotalSeconds:0} s");
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or JsonException or InvalidDataException)
        {
            return Failed(cluster.ClusterId, failure.Message);
        }
    }

    private ServiceDocument Failed(string service, string reason) => new(service, _lastGood.GetValueOrDefault(service), reason);

    private static async Task<JsonObject> FetchAsync(HttpMessageInvoker client, DestinationState replica, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"{replica.Model.Config.Address}/openapi/v1.json"));
        using var answer = await client.SendAsync(request, cancellation);
        answer.EnsureSuccessStatusCode();
        await answer.Content.LoadIntoBufferAsync(LongestDocument, cancellation);
        await using var body = await answer.Content.ReadAsStreamAsync(cancellation);
        return await JsonNode.ParseAsync(body, cancellationToken: cancellation) as JsonObject
            ?? throw new InvalidDataException("/openapi/v1.json is no JSON object");
    }
}
