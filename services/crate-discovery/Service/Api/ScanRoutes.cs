using System.Globalization;
using Ctas7.Contracts.CrateDiscovery.V1;
using Ctas7.CrateDiscovery.Replicas;
using Ctas7.CrateDiscovery.Scanning;
using Ctas7.ServiceDefaults.Http;
using Grpc.Core;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Ctas7.CrateDiscovery.Api;

/// <summary>Handlers of the routes about scans. A follower asks the leader.</summary>
internal static class ScanRoutes
{
    private const int RetryAfterSeconds = 2;

    internal static async Task<ReadyAnswer> Report(ScanReport report, CancellationToken cancel)
    {
        var body = await report.WriteAsync(cancel);
        return new ReadyAnswer(body, ETags.OfBytes(body));
    }

    internal static async Task<Results<Accepted<ScanAccepted>, ProblemHttpResult>> Rescan(HttpRequest request, CurrentTerm term, LeaderClient leader, CancellationToken cancel)
    {
        var errors = new List<ProblemError>();
        var confirm = QueryText.Flag(request.Query, "confirm_removals", errors);
        QueryText.ThrowIfAny(errors);
        ScanAccepted? accepted = null;
        if (term.Find<ScanRequests>() is { } requests)
        {
            var scan = requests.Ask(ScanReason.Request, confirm);
            accepted = new ScanAccepted(scan.Id, scan.Reason.Word(), scan.RequestedAt);
        }
        else if (await leader.AskAsync((client, options) => client.RescanAsync(new RescanRequest { ConfirmRemovals = confirm }, options), cancel) is { } answer)
        {
            accepted = new ScanAccepted(Guid.Parse(answer.ScanId), answer.Reason, answer.RequestedAt.ToDateTimeOffset());
        }

        return accepted is null ? NoLeader(request.HttpContext.Response) : TypedResults.Accepted("/api/crates/scan", accepted);
    }

    internal static async Task<Results<Accepted<ScanCancelled>, ProblemHttpResult>> Cancel(CurrentTerm term, LeaderClient leader, HttpResponse response, CancellationToken cancel)
    {
        if (term.Find<ScanCoordinator>() is { } scans)
        {
            return scans.Cancel() is { } id ? Cancelled(id) : NothingRuns();
        }

        try
        {
            var answer = await leader.AskAsync((client, options) => client.CancelScanAsync(new CancelScanRequest(), options), cancel);
            return answer is null ? NoLeader(response) : Cancelled(Guid.Parse(answer.ScanId));
        }
        catch (RpcException failure) when (failure.StatusCode == StatusCode.NotFound)
        {
            return NothingRuns();
        }
    }

    private static Accepted<ScanCancelled> Cancelled(Guid id) => TypedResults.Accepted("/api/crates/scan", new ScanCancelled(id));

    private static ProblemHttpResult NothingRuns() => Problems.Of(409, "no_scan_running", "No scan runs at this moment, so there is none to cancel.");

    private static ProblemHttpResult NoLeader(HttpResponse response)
    {
        response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        return Problems.Of(503, "no_leader", "No replica leads at this moment: ask again in a few seconds.");
    }
}
