using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Grpc.Net.Client;

/// <summary>Names under which clients are traced and measured.</summary>
internal static class ClientTelemetry
{
    private static readonly Meter Meter = new("Grpc.Net.Client");

    public static ActivitySource Source { get; } = new("Grpc.Net.Client");

    public static Histogram<double> Duration { get; } =
        Meter.CreateHistogram<double>("rpc.client.duration", "ms", "Duration of calls, until their status.");

    public static string UserAgent { get; } =
        $"grpc-dotnet-ctas7/{typeof(ClientTelemetry).Assembly.GetName().Version?.ToString(3)} (.NET {Environment.Version})";
}
