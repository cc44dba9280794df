using System.Diagnostics;
using Grpc.Core;

namespace Grpc.Net.Client;

/// <summary>The activity of a call, which its request carries as <c>traceparent</c>.</summary>
internal abstract partial class ClientCall
{
    private Activity? _activity;

    /// <summary>Starts the activity when somebody listens; it is current for the rest of the calling async method.</summary>
    protected void StartActivity()
    {
        _activity = ClientTelemetry.Source.StartActivity("Grpc.Net.Client.GrpcOut", ActivityKind.Client);
        if (_activity is { IsAllDataRequested: true } activity)
        {
            activity.DisplayName = Method.FullName[1..];
            activity.SetTag("rpc.system", "grpc");
            activity.SetTag("rpc.service", Method.ServiceName);
            activity.SetTag("rpc.method", Method.Name);
            activity.SetTag("server.address", Channel.Address.Host);
            activity.SetTag("server.port", Channel.Address.Port);
        }
    }

    private void Record(StatusCode code)
    {
        if (_activity is { } activity)
        {
            activity.SetTag("rpc.grpc.status_code", (int)code);
            if (code != StatusCode.OK)
            {
                activity.SetStatus(ActivityStatusCode.Error);
            }

            // Stop makes the parent current, also in a caller's context that this call never changed.
            var current = Activity.Current;
            activity.Stop();
            Activity.Current = ReferenceEquals(current, activity) ? activity.Parent : current;
        }

        if (ClientTelemetry.Duration.Enabled)
        {
            ClientTelemetry.Duration.Record(
                Stopwatch.GetElapsedTime(_started).TotalMilliseconds,
                new("rpc.system", "grpc"),
                new("rpc.service", Method.ServiceName),
                new("rpc.method", Method.Name),
                new("rpc.grpc.status_code", (int)code));
        }
    }
}
