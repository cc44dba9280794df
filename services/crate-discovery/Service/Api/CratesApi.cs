using System.Globalization;
using Ctas7.CrateDiscovery.Api.Documents;
using Ctas7.CrateDiscovery.Manifests;
using Ctas7.CrateDiscovery.Registry;
using Ctas7.CrateDiscovery.Validation;
using Ctas7.ServiceDefaults.Http;
using Ctas7.ServiceDefaults.Idempotency;
using Microsoft.AspNetCore.Mvc;

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
        builder.Services.AddSingleton<ManifestValidator>();
        builder.Services.AddSingleton<ScanReport>();
        return builder;
    }

    /// <summary>Maps the routes.</summary>
    public static IEndpointRouteBuilder MapCratesApi(this IEndpointRouteBuilder app)
    {
        var crates = app.MapGroup("/api/crates").WithTags("crates");
        crates.MapGet("/", List).WithHead().WithList(CrateOrder.Sortable, [.. CrateFilter.Parameters, .. CrateShape.Parameters]).WithKeptAnswers().Produces<IReadOnlyList<SmartCrate>>()
            .WithName("ListCrates").WithSummary("Every crate that the filters let through, a page at a time.");
        crates.MapGet("/issues", Issues).WithHead().WithList([], IssueFilters).WithKeptAnswers().Produces<IReadOnlyList<ListedIssue>>()
            .WithName("ListCrateIssues").WithSummary("Everything that is wrong with manifests, folders and roots.");
        crates.MapGet("/scan", ScanRoutes.Report).WithHead().WithQuery().Produces<ScanState>()
            .WithName("GetScan").WithSummary("The last and the running scan, the roots, and how changes are watched.");
        crates.MapPost("/validate", ValidateRoute.Handle).WithQuery("path").Accepts<string>(ValidateRoute.Toml, ValidateRoute.PlainText)
            .WithMetadata(new RequestSizeLimitAttribute(ManifestParser.MaxBytes)).Produces<Verdict>()
            .WithName("ValidateManifest").WithSummary("What would come of a manifest, among the crates there are and their ports. Stores nothing.")
            .WithDescription("Ports are compared with what manifests say of theirs, with the reserved ones and with those the kernel gives to outgoing connections; at most 200 conflicts are told. "
                + "Blocks of ports, assignments and listeners are known to the port manager alone, so out_of_block, claimed_vs_assigned and foreign_listener are not told here.");
        crates.MapPost("/rescan", ScanRoutes.Rescan).WithQuery("confirm_removals").WithIdempotency()
            .WithName("Rescan").WithSummary("Scans all roots anew; progress comes as scan.* events. With confirm_removals=true, crates that are missing and not found again are removed at once.");
        crates.MapPost("/scan/cancel", ScanRoutes.Cancel).WithQuery()
            .WithName("CancelScan").WithSummary("Ends the running scan; what it has found so far stays.");
        crates.MapGet("/{name}", Get).WithHead().WithQuery(CrateShape.Parameters).WithKeptAnswers().Produces<SmartCrate>()
            .WithName("GetCrate").WithSummary("One crate by its name, or by its id.");
        crates.MapGet("/{name}/history", History).WithHead().WithList([]).Produces<IReadOnlyList<HistoryItem>>()
            .WithName("GetCrateHistory").WithSummary("What changed of a crate, when, and by which file event; newest first, for a day after its removal too.");
        crates.MapGet("/{name}/hash", Hash).WithHead().WithQuery().WithKeptAnswers().Produces<HashExplanation>()
            .WithName("GetCrateHash").WithSummary("How the three parts of a crate's trivariate hash come about.");
        return app;
    }

    private static ReadyAnswer List(ListQuery page, HttpRequest request, CrateRegistry registry, AnswerCache cache)
    {
        var snapshot = registry.Current;
        return cache.Keep(snapshot, request, CratePages.List(snapshot, page, request));
    }

    private static IResult Get(string name, HttpRequest request, CrateRegistry registry, AnswerCache cache)
    {
        var errors = new List<ProblemError>();
        var shape = CrateShape.Parse(request.Query, errors);
        QueryText.ThrowIfAny(errors);
        var snapshot = registry.Current;
        if (KnownCrates.Find(snapshot, name) is not { } crate)
        {
            return KnownCrates.NotFound(name, snapshot);
        }

        var etag = ETags.Of(snapshot.Epoch, crate.Revision.ToString(CultureInfo.InvariantCulture), request.QueryString.Value);
        return cache.Keep(snapshot, request, new ReadyAnswer(shape.Write(crate), etag));
    }

    private static IResult History(string name, ListQuery page, HttpRequest request, CrateRegistry registry, TimeProvider clock)
    {
        var snapshot = registry.Current;
        return KnownCrates.Find(snapshot, name) is { } crate ? HistoryPages.List(snapshot, crate.Id, crate.History, page, request)
            : KnownCrates.FindRemoved(snapshot, name, clock.GetUtcNow()) is { } removed ? HistoryPages.List(snapshot, removed.Id, removed.History, page, request)
            : KnownCrates.NotFound(name, snapshot);
    }

    private static IResult Hash(string name, HttpRequest request, CrateRegistry registry, AnswerCache cache)
    {
        var snapshot = registry.Current;
        if (KnownCrates.Find(snapshot, name) is not { } crate)
        {
            return KnownCrates.NotFound(name, snapshot);
        }

        return crate.Manifest is { } manifest
            ? cache.Keep(snapshot, request, HashAnswer.Of(snapshot, crate, manifest, request))
            : Problems.Conflict("no_manifest", $"The manifest at {crate.Path} was never readable, so there is nothing to hash; its issues say why.");
    }

    private static ReadyAnswer Issues(ListQuery page, HttpRequest request, CrateRegistry registry, AnswerCache cache)
    {
        var snapshot = registry.Current;
        return cache.Keep(snapshot, request, IssuePages.List(snapshot, page, request));
    }
}
