using Ctas7.CrateDiscovery.Registry;

namespace Ctas7.CrateDiscovery.Api;

/// <summary>Routes whose answer is a function of the registry, the path and the query alone.</summary>
internal static class KeptAnswers
{
    /// <summary>
    /// Answers from <see cref="AnswerCache"/>, before the query is read or anything of the route runs: only answers of 200 are kept, and the
    /// same question passed all checks when it was answered first. The handler keeps what it makes.
    /// </summary>
    internal static RouteHandlerBuilder WithKeptAnswers(this RouteHandlerBuilder route)
    {
        // Nothing here waits for anything: a time limit has nothing to end, and a slow reader is bounded by Kestrel's lowest rate.
        route.DisableRequestTimeout();
        route.Finally(endpoint =>
        {
            var registry = endpoint.ApplicationServices.GetRequiredService<CrateRegistry>();
            var cache = endpoint.ApplicationServices.GetRequiredService<AnswerCache>();
            var handler = endpoint.RequestDelegate!;
            endpoint.RequestDelegate = context => cache.Find(registry.Current, context.Request) is { } answer ? answer.ExecuteAsync(context) : handler(context);
        });
        return route;
    }
}
