using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace Ctas7.Gateway.Resilience;

/// <summary>
/// Asks every replica's <c>/health</c> in turn, unhealthy ones more often, and keeps the last answer. Never throws
/// because of a replica; a round ends within the probe time-out.
/// </summary>
internal sealed partial class ReplicaProbe(
    IProxyStateLookup proxy,
    IDestinationHealthUpdater health,
    CircuitPolicy circuits,
    IOptions<ResilienceOptions> options,
    TimeProvider time,
    ILogger<ReplicaProbe> log) : BackgroundService
{
    private const int LongestAnswer = 64 * 1024;
    private readonly ConditionalWeakTable<DestinationState, ProbeResult> _last = [];

    /// <summary>The last answer of a replica; null before its first.</summary>
    public ProbeResult? LastOf(DestinationState destination) => _last.TryGetValue(destination, out var result) ? result : null;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var settings = options.Value;
        var step = settings.UnhealthyProbeInterval < settings.ProbeInterval ? settings.UnhealthyProbeInterval : settings.ProbeInterval;
        using var timer = new PeriodicTimer(step, time);
        try
        {
            do
            {
                await Task.WhenAll(proxy.GetClusters().SelectMany(Due).Select(due => ProbeAsync(due.Cluster, due.Destination, stoppingToken)));
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The gateway stops.
        }
    }

    private IEnumerable<(ClusterState Cluster, DestinationState Destination)> Due(ClusterState cluster)
    {
        foreach (var destination in cluster.DestinationsState.AllDestinations)
        {
            var last = LastOf(destination);
            var trusted = last is { Healthy: true } && circuits.Of(destination).State == CircuitState.Closed;
            var wait = trusted ? options.Value.ProbeInterval : options.Value.UnhealthyProbeInterval;

            // Half a step early rather than a whole step late: the timer does not tick to the microsecond.
            if (last is null || time.GetUtcNow() - last.CheckedAt >= wait - (options.Value.UnhealthyProbeInterval / 2))
            {
                yield return (cluster, destination);
            }
        }
    }

    private async Task ProbeAsync(ClusterState cluster, DestinationState destination, CancellationToken stopping)
    {
        var before = LastOf(destination);
        var result = await AskAsync(cluster, destination, stopping);
        if (stopping.IsCancellationRequested)
        {
            return;
        }

        _last.AddOrUpdate(destination, result);
        health.SetActive(cluster, [new NewActiveDestinationHealth(destination, result.Healthy ? DestinationHealth.Healthy : DestinationHealth.Unhealthy)]);
        if (result.Healthy && before is { Healthy: false })
        {
            circuits.Recovered(cluster, destination);
        }

        if (result.Healthy != before?.Healthy)
        {
            LogHealth(destination.DestinationId, cluster.ClusterId, result.Healthy ? "healthy" : $"not healthy: {result.Error}");
        }
    }

    private async Task<ProbeResult> AskAsync(ClusterState cluster, DestinationState destination, CancellationToken stopping)
    {
        var (at, start) = (time.GetUtcNow(), time.GetTimestamp());
        ProbeResult Result(bool healthy, string? version, string? error) => new(healthy, version, time.GetElapsedTime(start), at, error);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        deadline.CancelAfter(options.Value.ProbeTimeout);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"{destination.Model.Config.Address}/health"));
            using var answer = await cluster.Model.HttpClient.SendAsync(request, deadline.Token);
            var version = await VersionAsync(answer, deadline.Token);
            return answer.IsSuccessStatusCode ? Result(true, version, null) : Result(false, version, $"/health answered {(int)answer.StatusCode}");
        }
        catch (OperationCanceledException)
        {
            return Result(false, null, $"/health did not answer within {options.Value.ProbeTimeout.TotalSeconds:0.##} s");
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return Result(false, null, failure.Message);
        }
    }

    private static async Task<string?> VersionAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        await using var body = await answer.Content.ReadAsStreamAsync(cancellation);
        var buffer = new byte[LongestAnswer];
        var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
        try
        {
            using var json = JsonDocument.Parse(buffer.AsMemory(0, length));
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("version", out var version)
                && version.ValueKind == JsonValueKind.String
                    ? version.GetString()
                    : null;
        }
        catch (JsonException)
        {
            // Some health endpoints answer in plain text.
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Destination} ({Cluster}) is {Health}")]
    private partial void LogHealth(string destination, string cluster, string health);
}
