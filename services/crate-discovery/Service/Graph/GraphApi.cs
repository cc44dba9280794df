using System.Globalization;
using Ctas7.CrateDiscovery.Api;
using Ctas7.CrateDiscovery.Graph.Answers;
using Ctas7.CrateDiscovery.Graph.Export;
using Ctas7.CrateDiscovery.Graph.Model;
using Ctas7.CrateDiscovery.Graph.Queries;
using Ctas7.ServiceDefaults.Http;

namespace Ctas7.CrateDiscovery.Graph;

/// <summary><c>/api/graph</c>.</summary>
public static class GraphApi
{
    private const int DefaultCycles = 100;
    private const int MostCycles = 1000;
    private const string RetryAfterSeconds = "1";
    private const string OtherFormats = "With format=dot, mermaid or graphml the same graph for other programs.";

    /// <summary>Adds the graph, who keeps it, and what the routes need.</summary>
    public static IHostApplicationBuilder AddSlotGraph(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<SlotGraph>();
        builder.Services.AddSingleton<GraphReplies>();
        builder.Services.AddHostedService<SlotGraphFollower>();
        return builder;
    }

    /// <summary>Maps the routes.</summary>
    public static IEndpointRouteBuilder MapGraphApi(this IEndpointRouteBuilder app)
    {
        var graph = app.MapGroup("/api/graph").WithTags("graph");
        graph.MapGet("/", Get).WithHead().WithQuery("root", "depth", "direction", "kinds", "limit", "edge_limit", "format").Produces<GraphAnswer>()
            .WithName("GetGraph").WithSummary("What lies around a node, or everything.").WithDescription(
                $"depth 0 to {GraphQuery.MostDepth} (1), direction out, in or both (both), kinds of nodes and edges to be seen (all), "
                + $"limit 1 to {GraphCut.MostNodes} nodes ({GraphCut.DefaultNodes}), edge_limit 1 to {GraphCut.MostEdges} ({GraphCut.DefaultEdges}). {OtherFormats}");
        graph.MapGet("/path", Path).WithHead().WithQuery("from", "to", "direction", "kinds", "format").Produces<PathAnswer>()
            .WithName("GetGraphPath").WithSummary("The shortest way by which one node depends on another.").WithDescription(
                $"direction out: what 'from' depends on (this is asked when nothing is said); in: what depends on it; both: any connection. {OtherFormats}");
        graph.MapGet("/impact/{name}", Impact).WithHead().WithQuery("depth", "kinds", "limit", "format").Produces<ImpactAnswer>()
            .WithName("GetGraphImpact").WithSummary("What breaks when a crate or another node does, how far away, and by which edge.").WithDescription(
                $"Who depends on it, the ports it binds, who references those, and so on. {OtherFormats}");
        graph.MapGet("/cycles", Cycles).WithHead().WithQuery("limit", "format").Produces<CyclesAnswer>()
            .WithName("GetGraphCycles").WithSummary("Crates that depend on each other, each group with one concrete cycle.").WithDescription(
                $"limit 1 to {MostCycles} cycles ({DefaultCycles}). {OtherFormats}");
        return app;
    }

    private static Task<IResult> Get(HttpRequest request, SlotGraph graph, GraphReplies replies) => ReplyAsync(request, graph, replies, (snapshot, query, stop) =>
    {
        var (root, depth, direction) = (query.Text("root"), query.Number("depth", 1, 0, GraphQuery.MostDepth), query.Direction(GraphDirection.Both));
        var (filter, cut, format) = (query.Filter(), query.Cut(), query.Format());
        query.OnlyWith("root", "depth", "direction");
        query.ThrowIfBad();
        var node = root is null ? null : Node(snapshot, root, "root");
        var view = node is null
            ? Neighbourhood.Everything(snapshot, filter, cut, stop)
            : Neighbourhood.Around(snapshot, node, depth, direction, filter, cut, stop);
        return (format, view, () => AnswerJson.Graph(view, node, depth, direction));
    });

    private static Task<IResult> Path(HttpRequest request, SlotGraph graph, GraphReplies replies) => ReplyAsync(request, graph, replies, (snapshot, query, stop) =>
    {
        var (from, to) = (query.Required("from", "sx9-gateway-primary"), query.Required("to", "sx9-atlas-daemon"));
        var (direction, filter, format) = (query.Direction(GraphDirection.Out), query.Filter(), query.Format());
        query.ThrowIfBad();
        var (first, last) = (Node(snapshot, from, "from"), Node(snapshot, to, "to"));
        var view = ShortestPath.Find(snapshot, first, last, direction, filter, stop) ?? throw NoPath(first, last, direction);
        return (format, view, () => AnswerJson.Path(view, direction));
    });

    private static Task<IResult> Impact(string name, HttpRequest request, SlotGraph graph, GraphReplies replies) => ReplyAsync(request, graph, replies, (snapshot, query, stop) =>
    {
        var (depth, filter, format) = (query.Number("depth", GraphQuery.MostDepth, 1, GraphQuery.MostDepth), query.Filter(), query.Format());
        var cut = query.Cut();
        query.ThrowIfBad();
        var root = Node(snapshot, name, "name");
        var view = Queries.Impact.Of(snapshot, root, depth, filter, cut, stop);
        return (format, view, () => AnswerJson.Impact(view, root));
    });

    private static Task<IResult> Cycles(HttpRequest request, SlotGraph graph, GraphReplies replies) => ReplyAsync(request, graph, replies, (snapshot, query, stop) =>
    {
        var (limit, format) = (query.Number("limit", DefaultCycles, 1, MostCycles), query.Format());
        query.ThrowIfBad();
        var all = Queries.Cycles.Of(snapshot, stop);
        var shown = all.Take(limit).ToList();
        var view = Queries.Cycles.View(snapshot, shown);
        return (format, view, () => AnswerJson.Cycles(view, shown, all.Count));
    });

    private static async Task<IResult> ReplyAsync(
        HttpRequest request, SlotGraph graph, GraphReplies replies,
        Func<GraphSnapshot, GraphQuery, CancellationToken, (GraphFormat Format, GraphView View, Func<AnswerBody> Json)> ask)
    {
        var (context, stop) = (request.HttpContext, request.HttpContext.RequestAborted);
        if (await graph.ReadyAsync(stop) is not { } snapshot)
        {
            context.Response.Headers.RetryAfter = RetryAfterSeconds;
            return Problems.Unavailable("graph_not_ready", "The slot graph is still being built from the registry: ask again in a moment.");
        }

        var question = $"{request.Path}{request.QueryString}";
        var etag = ETags.Of(snapshot.Epoch, snapshot.Revision.ToString(CultureInfo.InvariantCulture), question);
        if (IsKnown(request, etag))
        {
            return new UnchangedGraph(etag);
        }

        return replies.Get(snapshot, question, () =>
        {
            var (format, view, json) = ask(snapshot, new GraphQuery(request.Query), stop);
            if (format != GraphFormat.Json)
            {
                var text = GraphExport.Write(view, format);
                return (new GraphReply(text, format.MediaType(), etag), text.Length <= GraphReplies.LargestKept);
            }

            var body = json();
            return body.Length <= GraphReplies.LargestKept ? (new ReadyAnswer(body.ToMemory(), etag), true) : (new StreamedGraph(body, etag), false);
        });
    }

    /// <summary>Who names the tag of the answer had it from here, so the question was a good one. Who names <c>*</c> has no answer yet.</summary>
    private static bool IsKnown(HttpRequest request, string etag)
        => request.Headers.IfNoneMatch is { Count: > 0 } tags && !tags.Contains("*") && ETags.IsNotModified(request, etag);

    private static GraphNode Node(GraphSnapshot graph, string text, string parameter)
    {
        if (GraphRoots.Find(graph, text) is { } node)
        {
            return node;
        }

        var nearest = GraphRoots.Nearest(graph, text);
        var problem = Problems.Details(404, "node_not_found", GraphRoots.Missing(text, nearest));
        problem.Extensions["parameter"] = parameter;
        problem.Extensions["nearest"] = nearest;
        throw new ProblemException(problem);
    }

    private static ProblemException NoPath(GraphNode from, GraphNode to, GraphDirection direction)
    {
        var said = direction switch
        {
            GraphDirection.Out => $"{from.Id} does not depend on {to.Id}, not over others either. direction=in asks the other way round, direction=both for any connection.",
            GraphDirection.In => $"{to.Id} does not depend on {from.Id}, not over others either. direction=out asks the other way round, direction=both for any connection.",
            _ => $"Nothing connects {from.Id} and {to.Id}.",
        };
        return new ProblemException(404, "no_path", said);
    }
}
