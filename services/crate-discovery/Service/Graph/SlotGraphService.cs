using Ctas7.Contracts.CrateDiscovery.V1;
using Ctas7.CrateDiscovery.Graph.Model;
using Ctas7.CrateDiscovery.Graph.Queries;
using Grpc.Core;

namespace Ctas7.CrateDiscovery.Graph;

/// <summary>gRPC <c>SlotGraph</c>: the graph asked now, and the claims of ports followed. A deadline or a cancelled call ends a query.</summary>
public sealed class SlotGraphService(SlotGraph graph, IHostApplicationLifetime lifetime) : Contracts.CrateDiscovery.V1.SlotGraph.SlotGraphBase
{
    private const int DefaultCycles = 100;
    private const int MostCycles = 1000;

    /// <inheritdoc/>
    public override async Task<GraphResponse> Neighbourhood(NeighbourhoodRequest request, ServerCallContext context)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(context);
        var (snapshot, stop) = (await ReadyAsync(context), context.CancellationToken);
        var depth = request.HasDepth ? Within("depth", request.Depth, 0, GraphQuery.MostDepth) : 1;
        var (direction, filter) = (Direction(request.Direction, GraphDirection.Both), Filter(request.Kinds));
        var cut = new GraphCut(
            OrDefault("node_limit", request.NodeLimit, GraphCut.DefaultNodes, GraphCut.MostNodes),
            OrDefault("edge_limit", request.EdgeLimit, GraphCut.DefaultEdges, GraphCut.MostEdges));
        var view = request.Root.Length == 0
            ? Queries.Neighbourhood.Everything(snapshot, filter, cut, stop)
            : Queries.Neighbourhood.Around(snapshot, Node(snapshot, request.Root), depth, direction, filter, cut, stop);
        return GraphMessages.ToMessage(view);
    }

    /// <inheritdoc/>
    public override async Task<GraphResponse> Path(PathRequest request, ServerCallContext context)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(context);
        var snapshot = await ReadyAsync(context);
        var (from, to) = (Node(snapshot, request.From), Node(snapshot, request.To));
        var view = ShortestPath.Find(snapshot, from, to, Direction(request.Direction, GraphDirection.Out), Filter(request.Kinds), context.CancellationToken);
        return view is null
            ? throw new RpcException(new Status(StatusCode.NotFound, $"No path from {from.Id} to {to.Id} in this direction."))
            : GraphMessages.ToMessage(view);
    }

    /// <inheritdoc/>
    public override async Task<GraphResponse> Impact(ImpactRequest request, ServerCallContext context)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(context);
        var snapshot = await ReadyAsync(context);
        var depth = OrDefault("depth", request.Depth, GraphQuery.MostDepth, GraphQuery.MostDepth);
        var cut = new GraphCut(OrDefault("node_limit", request.NodeLimit, GraphCut.DefaultNodes, GraphCut.MostNodes), GraphCut.MostEdges);
        return GraphMessages.ToMessage(Queries.Impact.Of(snapshot, Node(snapshot, request.Root), depth, Filter(request.Kinds), cut, context.CancellationToken));
    }

    /// <inheritdoc/>
    public override async Task<CyclesResponse> Cycles(CyclesRequest request, ServerCallContext context)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(context);
        var snapshot = await ReadyAsync(context);
        var limit = OrDefault("limit", request.Limit, DefaultCycles, MostCycles);
        return GraphMessages.ToMessage(snapshot, Queries.Cycles.Of(snapshot, context.CancellationToken), limit);
    }

    /// <inheritdoc/>
    public override async Task WatchPortClaims(WatchPortClaimsRequest request, IServerStreamWriter<PortClaimsChange> responseStream, ServerCallContext context)
    {
        ArgumentNullException.ThrowIfNull(responseStream);
        ArgumentNullException.ThrowIfNull(context);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        var feed = new PortClaimsFeed();
        try
        {
            while (true)
            {
                var next = graph.Next;
                foreach (var change in feed.Advance(graph.Current))
                {
                    await responseStream.WriteAsync(change, stop.Token);
                }

                await next.WaitAsync(stop.Token);
            }
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, "The service stops: watch again."));
        }
    }

    private async ValueTask<GraphSnapshot> ReadyAsync(ServerCallContext context)
        => await graph.ReadyAsync(context.CancellationToken)
            ?? throw new RpcException(new Status(StatusCode.Unavailable, "graph_not_ready: the slot graph is still being built from the registry. Ask again in a moment."));

    private static GraphNode Node(GraphSnapshot graph, string text) => text.Length == 0
        ? throw Invalid("A node is missing: name one by its id, such as port:15180, or a crate by its name.")
        : GraphRoots.Find(graph, text)
            ?? throw new RpcException(new Status(StatusCode.NotFound, GraphRoots.Missing(text, GraphRoots.Nearest(graph, text))));

    private static GraphDirection Direction(string text, GraphDirection fallback) => text switch
    {
        "" => fallback,
        "out" => GraphDirection.Out,
        "in" => GraphDirection.In,
        "both" => GraphDirection.Both,
        _ => throw Invalid("direction is out, in or both."),
    };

    private static GraphFilter Filter(IEnumerable<string> kinds)
    {
        var unknown = new List<string>();
        var filter = GraphFilter.Parse(kinds, unknown);
        return unknown.Count == 0
            ? filter
            : throw Invalid($"kinds are {string.Join(", ", [.. GraphWords.NodeKinds, .. GraphWords.EdgeKinds])}; '{NodeId.Bounded(unknown[0])}' is none of them.");
    }

    private static int OrDefault(string name, int value, int fallback, int most) => value == 0 ? fallback : Within(name, value, 1, most);

    private static int Within(string name, int value, int least, int most)
        => value >= least && value <= most ? value : throw Invalid($"{name} is {least} to {most}.");

    private static RpcException Invalid(string message) => new(new Status(StatusCode.InvalidArgument, message));
}
