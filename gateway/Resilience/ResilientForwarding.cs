using Ctas7.Gateway.Forwarding;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace Ctas7.Gateway.Resilience;

/// <summary>
/// The outermost step of forwarding: sets the deadline, tries again where that is harmless and the budget allows it,
/// and answers with a problem where no service did.
/// </summary>
internal sealed class ResilientForwarding(RequestDelegate next, RetryBudgets budgets, IOptions<ResilienceOptions> options, TimeProvider time)
{
    private readonly ResilienceOptions _options = options.Value;

    public async Task InvokeAsync(HttpContext context)
    {
        var proxy = context.GetReverseProxyFeature();
        var service = proxy.Cluster.Config.ClusterId;
        var deadline = _options.TimeoutOf(proxy.Route.Config.RouteId);
        bool timedOut;

        // An answer of our own is written when the client's own lifetime holds again: the deadline must not cut that off too.
        using (var forwarded = ForwardedRequest.Begin(context, deadline))
        {
            await ForwardAsync(context, proxy, forwarded, budgets.Of(service));
            timedOut = forwarded.TimedOut;
        }

        if (context.Features.Get<IForwarderErrorFeature>() is { } error
            && !context.Response.HasStarted
            && !context.RequestAborted.IsCancellationRequested)
        {
            await ForwardingProblem.AnswerAsync(context, service, error, timedOut ? deadline : null);
        }
    }

    private async Task ForwardAsync(HttpContext context, IReverseProxyFeature proxy, ForwardedRequest forwarded, RetryBudget budget)
    {
        budget.Earn();
        var attempts = IsRepeatable(context) ? _options.MaxAttempts : 1;
        var candidates = proxy.AvailableDestinations;
        while (true)
        {
            forwarded.BeginAttempt(elsewhere: candidates.Count > 1 && forwarded.Attempts + 1 < attempts ? budget : null);
            await next(context);
            if (!forwarded.AnswerPutAside && !(forwarded.Attempts < attempts && IsUnanswered(context, forwarded) && budget.TrySpend()))
            {
                return;
            }

            candidates = await PrepareNextAsync(context, proxy, candidates, forwarded);
        }
    }

    // RFC 9110, 9.2.2: repeating an idempotent request has the same effect as sending it once.
    private static bool IsRepeatable(HttpContext context) =>
        ForwardingProblem.IsIdempotent(context.Request.Method)
        && context.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: true };

    private static bool IsUnanswered(HttpContext context, ForwardedRequest forwarded) =>
        context.Features.Get<IForwarderErrorFeature>()?.Error == ForwarderError.Request
        && !context.Response.HasStarted
        && !forwarded.RequestAborted.IsCancellationRequested;

    private async Task<IReadOnlyList<DestinationState>> PrepareNextAsync(
        HttpContext context,
        IReverseProxyFeature proxy,
        IReadOnlyList<DestinationState> candidates,
        ForwardedRequest forwarded)
    {
        var others = candidates.Where(candidate => candidate != proxy.ProxiedDestination).ToArray();
        if (others.Length == 0)
        {
            // The same replica again: give it a moment.
            var longest = _options.RetryDelay * (1 << (forwarded.Attempts - 1));
            var wait = longest * (1 - (Random.Shared.NextDouble() / 2));
            await Task.Delay(wait, time, forwarded.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        context.Features.Set<IForwarderErrorFeature>(null);
        context.Response.Clear();
        proxy.ProxiedDestination = null;
        return proxy.AvailableDestinations = others.Length > 0 ? others : candidates;
    }
}
