using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dcp;
using Aspire.Hosting.Health;
using Aspire.Hosting.Orchestration;

namespace Aspire.Hosting.Dashboard;

/// <summary>Aspire's own dashboard, run like everything else and hidden from itself.</summary>
internal sealed class DashboardResource(string name, string command, string workingDirectory) : ExecutableResource(name, command, workingDirectory)
{
    private const string ResourceName = "aspire-dashboard";

    public static DashboardResource Create(DcpBundle bundle, RunSettings settings, DashboardEndpoints endpoints, ResourceServiceHost resourceService)
    {
        var dashboard = new DashboardResource(ResourceName, bundle.Dashboard, Path.GetDirectoryName(bundle.Dashboard)!);
        dashboard.Annotations.Add(Endpoint("http", settings.DashboardPort));
        dashboard.Annotations.Add(Endpoint("otlp-grpc", null));
        dashboard.Annotations.Add(Endpoint("otlp-http", null));
        dashboard.Annotations.Add(new HiddenAnnotation());
        dashboard.Annotations.Add(new CommandLineArgsCallbackAnnotation(arguments => arguments.Add("dashboard")));
        dashboard.Annotations.Add(new EnvironmentCallbackAnnotation(context => Configure(context.EnvironmentVariables, dashboard, settings, resourceService)));
        dashboard.Annotations.Add(HttpHealthCheck.Of(dashboard, "/login", 200, "http"));
        endpoints.Resource = dashboard;
        endpoints.BrowserToken = settings.BrowserToken;
        return dashboard;
    }

    private static EndpointAnnotation Endpoint(string name, int? port)
        => new(System.Net.Sockets.ProtocolType.Tcp, "http", null, name, port, isProxied: false);

    private static void Configure(Dictionary<string, object> variables, DashboardResource dashboard, RunSettings settings, ResourceServiceHost resourceService)
    {
        variables["ASPNETCORE_ENVIRONMENT"] = "Production";
        variables["ASPNETCORE_URLS"] = dashboard.GetEndpoint("http");
        variables["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = dashboard.GetEndpoint("otlp-grpc");
        variables["ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL"] = dashboard.GetEndpoint("otlp-http");
        variables["ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{resourceService.Port}");
        variables["DASHBOARD__RESOURCESERVICECLIENT__AUTHMODE"] = "ApiKey";
        variables["DASHBOARD__RESOURCESERVICECLIENT__APIKEY"] = settings.ResourceServiceApiKey;
        variables["DASHBOARD__FRONTEND__AUTHMODE"] = "BrowserToken";
        variables["DASHBOARD__FRONTEND__BROWSERTOKEN"] = settings.BrowserToken;
        variables["DASHBOARD__OTLP__AUTHMODE"] = "ApiKey";
        variables["DASHBOARD__OTLP__PRIMARYAPIKEY"] = settings.OtlpApiKey;
        variables["DASHBOARD__APPLICATIONNAME"] = settings.ApplicationName;
        variables["ASPIRE_VERSION_CHECK_DISABLED"] = "true";
        variables["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        variables["LOGGING__LOGLEVEL__DEFAULT"] = "Warning";
    }
}
