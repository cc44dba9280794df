using Aspire.Hosting.Orchestration;

namespace Aspire.Hosting.Dashboard;

/// <summary>The variables by which OpenTelemetry finds the dashboard.</summary>
internal static class OtlpEnvironment
{
    // What is done should be seen at once: a person is looking.
    private const string Often = "1000";

    public static void Apply(Dictionary<string, object> variables, ResourceCopy copy, RunSettings settings, DashboardEndpoints dashboard)
    {
        if (dashboard.Otlp is not { } otlp)
        {
            return;
        }

        variables["OTEL_EXPORTER_OTLP_ENDPOINT"] = otlp;
        variables["OTEL_EXPORTER_OTLP_PROTOCOL"] = "grpc";
        variables["OTEL_EXPORTER_OTLP_HEADERS"] = $"x-otlp-api-key={settings.OtlpApiKey}";
        variables["OTEL_SERVICE_NAME"] = copy.Resource.Name;
        variables["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={copy.Suffix}";
        variables["OTEL_BLRP_SCHEDULE_DELAY"] = Often;
        variables["OTEL_BSP_SCHEDULE_DELAY"] = Often;
        variables["OTEL_METRIC_EXPORT_INTERVAL"] = Often;
        variables["OTEL_TRACES_SAMPLER"] = "always_on";
        variables["OTEL_METRICS_EXEMPLAR_FILTER"] = "trace_based";
    }
}
