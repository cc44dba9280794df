using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;

namespace Ctas7.ServiceDefaults.Telemetry;

/// <summary>How much the framework says when the configuration is silent.</summary>
internal static class LogLevels
{
    private static readonly Dictionary<string, string?> Quiet = new()
    {
        // Four lines a request and two a health probe say nothing that traces, metrics and the gateway's access log do not.
        ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",

        // Its one warning at every start is that addresses are bound by code, which KestrelEndpoints does on purpose.
        ["Logging:LogLevel:Microsoft.AspNetCore.Server.Kestrel"] = "Error",

        // A failed check is in the answer of /health and in the dashboard; while a service starts, and in an outage, it would be an error a second.
        ["Logging:LogLevel:Microsoft.Extensions.Diagnostics.HealthChecks"] = "Critical",
        ["Logging:LogLevel:System.Net.Http.HttpClient"] = "Warning",
        ["Logging:LogLevel:Yarp"] = "Warning",
    };

    /// <summary>Puts the levels below every other source, so that files, environment and arguments still decide.</summary>
    internal static void AddLogLevels(this WebApplicationBuilder builder)
    {
        var settings = new Dictionary<string, string?>(Quiet)
        {
            // The console shows no scopes; only an exporter reads them, and without one every request would make them for nobody.
            ["Logging:CaptureScopes"] = ServiceTelemetry.IsExported(builder.Configuration) ? "true" : "false",
        };
        ((IConfigurationBuilder)builder.Configuration).Sources.Insert(0, new MemoryConfigurationSource { InitialData = settings });
    }
}
