using System.Diagnostics;
using System.Diagnostics.Metrics;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Grpc.AspNetCore.Server;

/// <summary>Tags of the request's activity and the duration histogram, by OpenTelemetry's RPC conventions.</summary>
internal static class ServerTelemetry
{
    private static readonly Meter Meter = new("Grpc.AspNetCore.Server");
    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>("rpc.server.duration", "ms", "Duration of received calls.");

    /// <summary>Names the call on the activity of its request, when there is one.</summary>
    public static Activity? Begin(HttpContext http, IMethod method)
    {
        var activity = http.Features.Get<IHttpActivityFeature>()?.Activity;
        if (activity is { IsAllDataRequested: true })
        {
            activity.SetTag("rpc.system", "grpc");
            activity.SetTag("rpc.service", method.ServiceName);
            activity.SetTag("rpc.method", method.Name);
        }

        return activity;
    }

    /// <summary>Records the outcome.</summary>
    public static void End(Activity? activity, IMethod method, StatusCode code, long started)
    {
        if (activity is { IsAllDataRequested: true })
        {
            activity.SetTag("rpc.grpc.status_code", (int)code);
            if (IsServerFault(code))
            {
                activity.SetStatus(ActivityStatusCode.Error);
            }
        }

        if (Duration.Enabled)
        {
            Duration.Record(
                Stopwatch.GetElapsedTime(started).TotalMilliseconds,
                new("rpc.system", "grpc"),
                new("rpc.service", method.ServiceName),
                new("rpc.method", method.Name),
                new("rpc.grpc.status_code", (int)code));
        }
    }

    private static bool IsServerFault(StatusCode code) => code
        is StatusCode.Unknown or StatusCode.DeadlineExceeded or StatusCode.Unimplemented
        or StatusCode.Internal or StatusCode.Unavailable or StatusCode.DataLoss;
}
