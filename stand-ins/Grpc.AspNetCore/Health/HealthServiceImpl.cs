using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Grpc.Core;
using Grpc.Health.V1;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Grpc.HealthCheck;

/// <summary>The health service over statuses that the application sets. Thread-safe.</summary>
public class HealthServiceImpl : Health.V1.Health.HealthBase
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ServingStatus> _statuses = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Channel<ServingStatus>, string> _watchers = new();

    /// <summary>Sets the status of a service, or of the server for an empty name, and tells watchers.</summary>
    public void SetStatus(string service, ServingStatus status)
    {
        lock (_gate)
        {
            _statuses[service] = status;
            Tell(service, status);
        }
    }

    /// <summary>Forgets a service.</summary>
    public void ClearStatus(string service)
    {
        lock (_gate)
        {
            _statuses.Remove(service);
            Tell(service, ServingStatus.ServiceUnknown);
        }
    }

    /// <summary>Forgets every service.</summary>
    public void ClearAll()
    {
        lock (_gate)
        {
            foreach (var service in _statuses.Keys.ToList())
            {
                ClearStatus(service);
            }
        }
    }

    /// <inheritdoc/>
    public override Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context) =>
        StatusOf(request.Service) is var status and not ServingStatus.ServiceUnknown
            ? Task.FromResult(new HealthCheckResponse { Status = status })
            : throw new RpcException(new Status(StatusCode.NotFound, $"No service '{request.Service}' here reports its health."));

    /// <inheritdoc/>
    public override Task<HealthListResponse> List(HealthListRequest request, ServerCallContext context)
    {
        var response = new HealthListResponse();
        lock (_gate)
        {
            foreach (var (service, status) in _statuses)
            {
                response.Statuses.Add(service, new HealthCheckResponse { Status = status });
            }
        }

        return Task.FromResult(response);
    }

    /// <inheritdoc/>
    public override async Task Watch(
        HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context)
    {
        await foreach (var status in WatchAsync(request.Service, context.CancellationToken))
        {
            await responseStream.WriteAsync(new HealthCheckResponse { Status = status });
        }
    }

    /// <summary>The status now and after every change, until cancelled. A slow reader sees the latest only.</summary>
    internal async IAsyncEnumerable<ServingStatus> WatchAsync(string service, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var changes = Channel.CreateBounded<ServingStatus>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        lock (_gate)
        {
            _watchers[changes] = service;
            changes.Writer.TryWrite(StatusOf(service));
        }

        try
        {
            ServingStatus? last = null;
            while (!cancellationToken.IsCancellationRequested)
            {
                if (await NextAsync(changes.Reader, cancellationToken) is { } status && status != last)
                {
                    last = status;
                    yield return status;
                }
            }
        }
        finally
        {
            _watchers.TryRemove(changes, out _);
        }
    }

    private static async Task<ServingStatus?> NextAsync(ChannelReader<ServingStatus> changes, CancellationToken cancellationToken)
    {
        try
        {
            return await changes.ReadAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private ServingStatus StatusOf(string service)
    {
        lock (_gate)
        {
            return _statuses.GetValueOrDefault(service, ServingStatus.ServiceUnknown);
        }
    }

    private void Tell(string service, ServingStatus status)
    {
        foreach (var (watcher, watched) in _watchers)
        {
            if (watched == service)
            {
                watcher.Writer.TryWrite(status);
            }
        }
    }
}
