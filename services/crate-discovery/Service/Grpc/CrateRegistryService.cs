using Ctas7.Contracts.CrateDiscovery.V1;
using Ctas7.CrateDiscovery.Api;
using Ctas7.CrateDiscovery.Registry;
using Ctas7.CrateDiscovery.Replicas;
using Grpc.Core;

namespace Ctas7.CrateDiscovery.Grpc;

/// <summary>gRPC <c>CrateRegistry</c>: the registry asked now, or followed.</summary>
public sealed class CrateRegistryService(Registry.CrateRegistry registry, CurrentTerm term, IHostApplicationLifetime lifetime) : Contracts.CrateDiscovery.V1.CrateRegistry.CrateRegistryBase
{
    private const int DefaultPage = 100;
    private const int LargestPage = 1000;
    private const int LargestBytes = 3 * 1024 * 1024;

    /// <inheritdoc/>
    public override Task<ListCratesResponse> List(ListCratesRequest request, ServerCallContext context)
    {
        ArgumentNullException.ThrowIfNull(request);
        var snapshot = registry.Current;
        var after = PageToken.Read(request.PageToken, snapshot.Epoch);
        var size = request.PageSize switch
        {
            0 => DefaultPage,
            >= 1 and <= LargestPage => request.PageSize,
            _ => throw new RpcException(new Status(StatusCode.InvalidArgument, $"page_size is 1 to {LargestPage}, or 0 for {DefaultPage}.")),
        };
        var filter = new CrateFilter(NullIfEmpty(request.Query), NullIfEmpty(request.Classification), null, null, StateOf(request.State), null, null);
        var passing = snapshot.ByPath.Values.Where(filter.Passes).ToList();
        var response = new ListCratesResponse { Total = passing.Count, Position = CrateMessages.Position(snapshot, term.FencingToken) };
        Fill(response, passing.Where(crate => string.CompareOrdinal(crate.Path, after) > 0), size);
        return Task.FromResult(response);
    }

    /// <inheritdoc/>
    public override Task<Crate> Get(GetCrateRequest request, ServerCallContext context)
    {
        ArgumentNullException.ThrowIfNull(request);
        var snapshot = registry.Current;
        if (snapshot.Find(request.Name) is { } crate)
        {
            return Task.FromResult(CrateMessages.ToMessage(crate, request.IncludeManifest));
        }

        var nearest = NearestNames.Of(request.Name, snapshot.ByPath.Values.Select(known => known.Name).Distinct(StringComparer.Ordinal));
        var hint = nearest.Count == 0 ? "List names them all." : $"Nearest: {string.Join(", ", nearest)}.";
        throw new RpcException(new Status(StatusCode.NotFound, $"No crate is named '{request.Name}'. {hint}"));
    }

    /// <inheritdoc/>
    public override async Task Watch(WatchCratesRequest request, IServerStreamWriter<CrateChange> responseStream, ServerCallContext context)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(responseStream);
        ArgumentNullException.ThrowIfNull(context);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        try
        {
            // Another epoch on the way is no end: it is told as a reset with the whole state.
            var since = request.Since;
            while (await FollowAsync(since, responseStream, stop.Token))
            {
                since = null;
            }
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, "The service stops: watch again, with 'since'."));
        }

        throw new RpcException(new Status(
            StatusCode.ResourceExhausted, $"The reader is more than {RegistrySubscription.Bound} changes behind: watch again, with 'since'."));
    }

    /// <summary>One epoch of the registry; true when another one has begun, false when the reader is too slow.</summary>
    private async Task<bool> FollowAsync(RegistryPosition? since, IServerStreamWriter<CrateChange> stream, CancellationToken stop)
    {
        using var subscription = registry.Subscribe(since?.Epoch, since?.Revision ?? -1);
        await SendStartAsync(subscription, stream, stop);
        await foreach (var change in subscription.Changes.ReadAllAsync(stop))
        {
            await stream.WriteAsync(CrateMessages.ToMessage(subscription.Start.Epoch, term.FencingToken, change), stop);
        }

        return subscription.IsReplaced;
    }

    /// <summary>A page ends at its size, or earlier where it would grow over what a client receives by default (4 MiB).</summary>
    private static void Fill(ListCratesResponse response, IEnumerable<CrateRecord> crates, int size)
    {
        var bytes = 0;
        foreach (var crate in crates)
        {
            var message = CrateMessages.ToMessage(crate);
            bytes += message.CalculateSize();
            if (response.Crates.Count == size || (bytes > LargestBytes && response.Crates.Count > 0))
            {
                response.NextPageToken = PageToken.Write(response.Position.Epoch, response.Crates[^1].Path);
                return;
            }

            response.Crates.Add(message);
        }
    }

    private async Task SendStartAsync(RegistrySubscription subscription, IServerStreamWriter<CrateChange> stream, CancellationToken stop)
    {
        var start = subscription.Start;
        var position = CrateMessages.Position(start, term.FencingToken);
        if (subscription.Replay is { } changes)
        {
            foreach (var change in changes)
            {
                await stream.WriteAsync(CrateMessages.ToMessage(start.Epoch, term.FencingToken, change), stop);
            }
        }
        else
        {
            await stream.WriteAsync(new CrateChange { Position = position, Reset = new Reset() }, stop);
            foreach (var crate in start.ByPath.Values)
            {
                await stream.WriteAsync(new CrateChange { Position = position, Upsert = CrateMessages.ToMessage(crate) }, stop);
            }
        }

        await stream.WriteAsync(new CrateChange { Position = position, Synced = new Synced() }, stop);
    }

    private static CrateState? StateOf(string state) => state.Length == 0
        ? null
        : Enum.GetValues<CrateState>().Cast<CrateState?>().FirstOrDefault(known => CrateJson.NameOf(known!.Value) == state)
            ?? throw new RpcException(new Status(StatusCode.InvalidArgument, "state is valid, stale, invalid or missing."));

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
