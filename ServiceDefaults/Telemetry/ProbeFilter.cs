using System.Diagnostics;
using OpenTelemetry;

namespace Ctas7.ServiceDefaults.Telemetry;

/// <summary>Takes finished spans of health probes, at either end, out of what is exported. Runs before the exporters.</summary>
internal sealed class ProbeFilter : BaseProcessor<Activity>
{
    /// <inheritdoc/>
    public override void OnEnd(Activity data)
    {
        var path = data.Kind switch
        {
            ActivityKind.Server => data.GetTagItem("url.path") as string,
            ActivityKind.Client when data.GetTagItem("url.full") is string url && Uri.TryCreate(url, UriKind.Absolute, out var uri) =>
                uri.AbsolutePath,
            _ => null,
        };
        if (path is not null && Array.IndexOf(ServiceTelemetry.ProbePaths, path) >= 0)
        {
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        }
    }
}
