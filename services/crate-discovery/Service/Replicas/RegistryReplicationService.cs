using Ctas7.Contracts.CrateDiscovery.V1;
using Ctas7.CrateDiscovery.Api;
using Ctas7.CrateDiscovery.Cache;
using Ctas7.CrateDiscovery.Registry;
using Ctas7.CrateDiscovery.Scanning;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using CrateRegistry = Ctas7.CrateDiscovery.Registry.CrateRegistry;

namespace Ctas7.CrateDiscovery.Replicas;

/// <summary>gRPC <c>RegistryReplication</c>: what the leader tells the other replicas.</summary>
public sealed partial class RegistryReplicationService(
    CurrentTerm current, CrateRegistry registry, ScanReport report, TimeProvider clock, ILogger<RegistryReplicationService> log) : RegistryReplication.RegistryReplicationBase
{
    private static readonly TimeSpan HeartbeatPause = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public override async Task Follow(FollowRequest request, IServerStreamWriter<RegistryNews> responseStream, ServerCallContext context)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(responseStream);
        ArgumentNullException.ThrowIfNull(context);
        var term = Leading();
        if (request.Format != RegistryCache.Format)
        {
            throw new RpcException(new Status(
                StatusCode.FailedPrecondition,
                $"This replica leads and writes crates in format {RegistryCache.Format}; {request.Instance} reads format {request.Format}. Run both in the same version."));
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, term.Ended);
        using var subscription = registry.Subscribe(request.Since?.Epoch, request.Since?.Revision ?? -1);
        LogFollowed(request.Instance, subscription.Replay is null ? "from the begin" : "from where it was");
        try
        {
            await TellAsync(new ReplicationStream(responseStream, term.FencingToken), subscription, stop.Token);
        }
        catch (OperationCanceledException) when (term.Ended.IsCancellationRequested)
        {
            // Told below.
        }

        throw new RpcException(subscription.IsReplaced || term.Ended.IsCancellationRequested
            ? new Status(StatusCode.Unavailable, "The term is over: follow whoever leads now.")
            : new Status(StatusCode.ResourceExhausted, $"The reader is more than {RegistrySubscription.Bound} changes behind: follow again, with 'since'."));
    }

    /// <inheritdoc/>
    public override Task<RescanResponse> Rescan(RescanRequest request, ServerCallContext context)
    {
        ArgumentNullException.ThrowIfNull(request);
        var term = Leading();
        var asked = OfTerm<ScanRequests>().Ask(ScanReason.Request, request.ConfirmRemovals);
        if (term.Ended.IsCancellationRequested)
        {
            throw NotLeading();
        }

        return Task.FromResult(new RescanResponse
        {
            ScanId = asked.Id.ToString(),
            Reason = asked.Reason.Word(),
            RequestedAt = Timestamp.FromDateTimeOffset(asked.RequestedAt),
        });
    }

    /// <inheritdoc/>
    public override Task<CancelScanResponse> CancelScan(CancelScanRequest request, ServerCallContext context)
        => OfTerm<ScanCoordinator>().Cancel() is { } id
            ? Task.FromResult(new CancelScanResponse { ScanId = id.ToString() })
            : throw new RpcException(new Status(StatusCode.NotFound, "No scan runs at this moment, so there is none to cancel."));

    /// <inheritdoc/>
    public override Task<GetScanResponse> GetScan(GetScanRequest request, ServerCallContext context)
    {
        Leading();
        return Task.FromResult(new GetScanResponse { Report = UnsafeByteOperations.UnsafeWrap(report.Write()) });
    }

    private async Task TellAsync(ReplicationStream stream, RegistrySubscription subscription, CancellationToken stop)
    {
        var folders = await stream.TellStartAsync(subscription, stop);
        var news = subscription.Changes.WaitToReadAsync(stop).AsTask();
        while (true)
        {
            var isNews = await Task.WhenAny(news, Task.Delay(HeartbeatPause, clock, stop)) == news;
            if (isNews && !await news)
            {
                return;
            }

            while (subscription.Changes.TryRead(out var change))
            {
                await stream.TellAsync(subscription.Start.Epoch, change, stop);
            }

            var snapshot = registry.Current;
            if (!ReferenceEquals(folders, snapshot.FolderIssues))
            {
                folders = snapshot.FolderIssues;
                await stream.TellFoldersAsync(snapshot, stop);
            }

            if (isNews)
            {
                news = subscription.Changes.WaitToReadAsync(stop).AsTask();
            }
            else
            {
                stop.ThrowIfCancellationRequested();
                await stream.TellHeartbeatAsync(snapshot, stop);
            }
        }
    }

    private Term Leading() => current.Running ?? throw NotLeading();

    private T OfTerm<T>()
        where T : class
        => current.Find<T>() ?? throw NotLeading();

    private RpcException NotLeading() => new(new Status(
        StatusCode.FailedPrecondition,
        current.Lease is { IsMine: false } lease ? $"This replica follows; {lease.Instance} at {lease.Address} leads." : "This replica does not lead, and knows of none that does."));

    [LoggerMessage(Level = LogLevel.Information, Message = "{Instance} follows this replica {From}")]
    private partial void LogFollowed(string instance, string from);
}
