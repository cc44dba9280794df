using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Ctas7.ServiceDefaults.Telemetry;

/// <summary>
/// Traces, metrics and structured logs of a service, sent by OTLP where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says.
/// Without it the SDK stays out, and trace context still passes through. Own sources and meters are named <c>Ctas7.*</c>.
/// </summary>
public static class ServiceTelemetry
{
    /// <summary>Health probes: asked every few seconds by several, and kept out of traces and request metrics.</summary>
    internal static readonly string[] ProbePaths = ["/health", "/alive"];

    /// <summary>Whether somebody is there to send telemetry to.</summary>
    internal static bool IsExported(IConfiguration configuration) => configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 };

    /// <summary>Adds telemetry; part of <c>AddServiceDefaults</c>, and of use alone in a process that is no web service.</summary>
    public static IHostApplicationBuilder AddServiceTelemetry(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);

        if (!IsExported(builder.Configuration))
        {
            return builder;
        }

        // The framework gives its request spans the HTTP attributes that are known at their start once this is off.
        AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", false);
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource
                .AddService(builder.Environment.ApplicationName, serviceVersion: ServiceVersion.Text)
                .AddEnvironmentVariableDetector())
            .WithTracing(tracing => tracing
                .AddSource("Microsoft.AspNetCore", "System.Net.Http", "MassTransit", "Grpc.Net.Client", "Ctas7.*")
                .AddProcessor(new ProbeFilter()))
            .WithMetrics(metrics => metrics
                .AddMeter("Microsoft.AspNetCore.*", "System.Net.Http", "System.Runtime", "MassTransit", "Grpc.Net.Client", "Grpc.AspNetCore.Server", "Ctas7.*"))
            .WithLogging(configureBuilder: null, logging =>
            {
                logging.IncludeFormattedMessage = true;
                logging.IncludeScopes = true;
            })
            .UseOtlpExporter();
        return builder;
    }
}
