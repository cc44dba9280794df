using System.Globalization;
using Ctas7.CrateDiscovery.Registry;
using Ctas7.CrateDiscovery.Replicas;
using Ctas7.CrateDiscovery.Scanning;
using Ctas7.ServiceDefaults.Http;
using Ctas7.ServiceDefaults.Idempotency;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Ctas7.CrateDiscovery.Api;

/// <summary><c>/api/crates</c>.</summary>
public static class CratesApi
{
    private static readonly string[] IssueFilters = ["severity", "code", "root"];

    /// <summary>Adds what the routes need.</summary>
    public static IHostApplicationBuilder AddCratesApi(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<AnswerCache>();
        builder.Services.AddSingleton<ScanReport>();
        return builder;
    }

    /// <summary>Maps the routes.</summary>
    public static IEndpointRouteBuilder MapCratesApi(this IEndpointRouteBuilder app)
    {
        var crates = app.MapGroup("/api/crates").WithTags("crates");
        crates.MapGet("/", List).WithList(CrateOrder.Sortable, [.. CrateFilter.Parameters, .. CrateShape.Parameters])
            .WithName("ListCrates").WithSummary("Every crate that the filters let through, a page at a time.");
        crates.MapGet("/issues", Issues).WithList([], IssueFilters)
            .WithName("ListCrateIssues").WithSummary("Everything that is wrong with manifests, folders and roots.");
        crates.MapGet("/scan", Scan).WithQuery()
            .WithName("GetScan").WithSummary("The last and the running scan, the roots, and how changes are watched.");
        crates.MapPost("/rescan", Rescan).WithQuery().WithIdempotency()
            .WithName("Rescan").WithSummary("Scans all roots anew; progress comes as scan.* events.");
        crates.MapPost("/scan/cancel", CancelScan).WithQuery()
            .WithName("CancelScan").WithSummary("Ends the running scan; what it has found so far stays.");
        crates.MapGet("/{name}", Get).WithQuery(CrateShape.Parameters)
            .WithName("GetCrate").WithSummary("One crate by its name.");
        return app;
    }

    private static CrateListAnswer List(ListQuery page, HttpRequest request, CrateRegistry registry, AnswerCache cache)
    {
        var snapshot = registry.Current;
        var question = request.QueryString.Value ?? "";
        return cache.Find(snapshot, question) ?? cache.Keep(snapshot, question, CratePages.List(snapshot, page, request, question));
    }

    private static IResult Get(string name, HttpRequest request, CrateRegistry registry)
    {
        var errors = new List<ProblemError>();
        var shape = CrateShape.Parse(request.Query, errors);
        QueryText.ThrowIfAny(errors);
        var snapshot = registry.Current;
        if (snapshot.Find(name) is not { } crate)
        {
            return NotFound(name, snapshot);
        }

        var etag = ETags.Of(snapshot.Epoch, crate.Revision.ToString(CultureInfo.InvariantCulture), request.QueryString.Value);
        return JsonBytes.Result(shape.Write(crate), etag);
    }

    private static CrateListAnswer Issues(ListQuery page, HttpRequest request, CrateRegistry registry) => IssuePages.List(registry.Current, page, request);

    private static IResult Scan(ScanReport report)
    {
        var body = report.Write();
        return JsonBytes.Result(body, ETags.OfBytes(body));
    }

    private static Results<Accepted<ScanAccepted>, ProblemHttpResult> Rescan(CurrentTerm term)
    {
        if (term.Find<ScanRequests>() is not { } requests)
        {
            return Problems.Of(503, "no_leader", "No replica leads at this moment: ask again in a few seconds.");
        }

        var request = requests.Ask(ScanReason.Request);
        return TypedResults.Accepted("/api/crates/scan", new ScanAccepted(request.Id, request.Reason.Word(), request.RequestedAt));
    }

    private static Results<Accepted<ScanCancelled>, ProblemHttpResult> CancelScan(CurrentTerm term)
    {
        if (term.Find<ScanCoordinator>() is not { } scans)
        {
            return Problems.Of(503, "no_leader", "No replica leads at this moment: ask again in a few seconds.");
        }

        return scans.Cancel() is { } id
            ? TypedResults.Accepted("/api/crates/scan", new ScanCancelled(id))
            : Problems.Of(409, "no_scan_running", "No scan runs at this moment, so there is none to cancel.");
    }

    private static ProblemHttpResult NotFound(string name, RegistrySnapshot snapshot)
    {
        var nearest = NearestNames.Of(name, snapshot.ByPath.Values.Select(crate => crate.Name).Distinct(StringComparer.Ordinal));
        var hint = nearest.Count == 0 ? "GET /api/crates lists them all." : $"Nearest: {string.Join(", ", nearest)}.";
        var problem = Problems.Details(404, "crate_not_found", $"No crate is named '{name}'. {hint}");
        problem.Extensions["nearest"] = nearest;
        return TypedResults.Problem(problem);
    }
}
