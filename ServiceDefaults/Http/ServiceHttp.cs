using Ctas7.ServiceDefaults.Hosting;
using Ctas7.ServiceDefaults.Json;
using Ctas7.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Ctas7.ServiceDefaults.Http;

/// <summary>What every HTTP answer of the suite has in common.</summary>
internal static class ServiceHttp
{
    public static IHostApplicationBuilder AddServiceHttp(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IProblemDetailsWriter, ProblemWriter>();
        builder.Services.AddProblemDetails();
        builder.Services.ConfigureHttpJsonOptions(json => Ctas7Json.Apply(json.SerializerOptions));

        // So that the reason why a request does not bind reaches ProblemMiddleware, in production too.
        builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        builder.Services.AddRequestTimeouts();
        builder.Services.AddOptions<RequestTimeoutOptions>().Configure<IOptions<HttpLimitOptions>>((timeouts, limits) =>
            timeouts.DefaultPolicy = new RequestTimeoutPolicy
            {
                Timeout = TimeSpan.FromSeconds(limits.Value.RequestTimeoutSeconds),
                TimeoutStatusCode = StatusCodes.Status504GatewayTimeout,
                WriteTimeoutResponse = context => ProblemWriter.WriteAsync(context, BareStatus.Describe(context)),
            });
        return builder;
    }

    public static void UseServiceHttp(this WebApplication app)
    {
        app.UseMiddleware<RequestSpanMiddleware>();
        app.UseMiddleware<RequestHeadersMiddleware>();
        app.UseMiddleware<ProblemMiddleware>();
        app.UseMiddleware<StreamLimitsMiddleware>();
        app.UseRouting();
        app.UseWhen(IsTimed, timed => timed.UseRequestTimeouts());
    }

    /// <summary>A route that says so has no time limit; no more does a stream.</summary>
    private static bool IsTimed(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<DisableRequestTimeoutAttribute>() is null && !IsStream(context.Request);

    private static bool IsStream(HttpRequest request) =>
        StreamLimitsMiddleware.IsGrpc(request)
        || request.HttpContext.WebSockets.IsWebSocketRequest
        || request.Headers.Upgrade.Count > 0
        || request.Headers.Accept.ToString().StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase);
}
