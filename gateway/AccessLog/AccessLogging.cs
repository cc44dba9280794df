using System.Diagnostics;
using System.Net;
using Ctas7.Gateway.Forwarding;
using Ctas7.Gateway.Hygiene;
using Ctas7.Gateway.Routing;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Model;

namespace Ctas7.Gateway.AccessLog;

/// <summary>
/// One structured line for each request when it has ended, health probes left out. The path is as it was sent, still
/// percent-encoded, so that it cannot break the line; header values and bodies are not written.
/// </summary>
internal sealed partial class AccessLogging(RequestDelegate next, ILogger<AccessLogging> log)
{
    public Task InvokeAsync(HttpContext context) =>
        context.Request.Path.Value is "/health" or "/alive" ? next(context) : ObserveAsync(context);

    private async Task ObserveAsync(HttpContext context)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            Write(context, Stopwatch.GetElapsedTime(start));
        }
    }

    private void Write(HttpContext context, TimeSpan duration)
    {
        if (!log.IsEnabled(LogLevel.Information))
        {
            return;
        }

        var (request, response) = (context.Request, context.Response);
        var proxy = context.Features.Get<IReverseProxyFeature>();
        var path = RequestTarget.PathOf(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget).ToString();
        var query = QueryRedaction.Redact(request.QueryString.Value);
        var status = context.RequestAborted.IsCancellationRequested && !response.HasStarted ? 499 : response.StatusCode;
        var milliseconds = Math.Round(duration.TotalMilliseconds, 3);
        var route = context.GetEndpoint()?.Metadata.GetMetadata<GatewayRoute>()?.Id ?? "-";
        var replica = proxy?.ProxiedDestination?.DestinationId ?? "-";
        var attempts = ForwardedRequest.Of(context)?.Attempts ?? 0;
        var client = context.Connection.RemoteIpAddress;
        LogRequest(request.Method, path, query, status, milliseconds, client, route, replica, attempts, context.TraceIdentifier);
    }

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "{Method} {Path}{Query} {Status} in {DurationMs} ms, client {Client}, route {Route}, replica {Replica}, "
            + "attempts {Attempts}, request {RequestId}")]
    private partial void LogRequest(
        string method,
        string path,
        string query,
        int status,
        double durationMs,
        IPAddress? client,
        string route,
        string replica,
        int attempts,
        string requestId);
}

/// <summary>Puts the access log where it sees every answer, problems included.</summary>
internal static class AccessLogSetup
{
    public static IApplicationBuilder UseAccessLog(this IApplicationBuilder app) => app.UseMiddleware<AccessLogging>();
}
