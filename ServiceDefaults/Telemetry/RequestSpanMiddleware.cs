using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Ctas7.ServiceDefaults.Telemetry;

/// <summary>
/// Completes the framework's request span with what is known at its end: name, route, status (semantic conventions for
/// HTTP server spans, 1.23). Outermost, so that the status is the one sent. A span that nobody listens to carries the trace through and is
/// left as it is.
/// </summary>
internal sealed class RequestSpanMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context) =>
        context.Features.Get<IHttpActivityFeature>()?.Activity is { IsAllDataRequested: true } span && span.Source.HasListeners() ? RecordAsync(context, span) : next(context);

    private async Task RecordAsync(HttpContext context, Activity span)
    {
        try
        {
            await next(context);
        }
        finally
        {
            var status = context.Response.StatusCode;
            span.SetTag("http.response.status_code", status);
            if ((context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText is { } route)
            {
                span.SetTag("http.route", route);
                span.DisplayName = $"{context.Request.Method} {route}";
            }

            if (status >= 500)
            {
                span.SetTag("error.type", status.ToString(CultureInfo.InvariantCulture));
                span.SetStatus(ActivityStatusCode.Error, span.StatusDescription);
            }
        }
    }
}
