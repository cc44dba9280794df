using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Dashboard;

/// <summary>Where the dashboard of this run is; nowhere without one.</summary>
internal sealed class DashboardEndpoints
{
    /// <summary>Set once, before anything starts.</summary>
    public DashboardResource? Resource { get; set; }

    /// <summary>What a browser must give.</summary>
    public string? BrowserToken { get; set; }

    /// <summary>Where telemetry goes (gRPC).</summary>
    public string? Otlp => Resource?.GetEndpoint("otlp-grpc").Url;

    /// <summary>Where people look.</summary>
    public string? Frontend => Resource?.GetEndpoint("http").Url;

    /// <summary>The link that logs a browser in.</summary>
    public string? LoginUrl => Frontend is { } frontend ? $"{frontend}/login?t={BrowserToken}" : null;
}
