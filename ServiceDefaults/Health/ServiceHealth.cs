using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Ctas7.ServiceDefaults.Health;

/// <summary>
/// <c>/health</c> (readiness: every check; 503 when one is unhealthy or the service is stopping) and <c>/alive</c>
/// (liveness: the process answers, plus checks tagged <c>live</c>).
/// </summary>
public static class ServiceHealth
{
    /// <summary>Tag of a check that <c>/alive</c> asks too: only what a restart of this process would mend.</summary>
    public const string LiveTag = "live";

    internal static IHostApplicationBuilder AddServiceHealth(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<DrainState>();
        builder.Services.AddHealthChecks().AddCheck<DrainState>("accepting");
        return builder;
    }

    internal static void MapServiceHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapHealthChecks("/health", Options(_ => true)).Open();
        routes.MapHealthChecks("/alive", Options(check => check.Tags.Contains(LiveTag))).Open();
    }

    private static void Open(this IEndpointConventionBuilder endpoint) => endpoint.DisableHttpMetrics().AllowAnonymous();

    private static HealthCheckOptions Options(Func<HealthCheckRegistration, bool> predicate) => new()
    {
        Predicate = predicate,
        ResponseWriter = (context, report) => context.Response.WriteAsJsonAsync(
            HealthAnswer.From(report), HealthJson.Default.HealthAnswer, "application/json", context.RequestAborted),
    };
}
