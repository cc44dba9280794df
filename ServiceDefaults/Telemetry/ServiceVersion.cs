using System.Reflection;

namespace Ctas7.ServiceDefaults.Telemetry;

/// <summary>The version of the running service.</summary>
public static class ServiceVersion
{
    /// <summary>Semantic version of the entry assembly, with build metadata where the build gave some.</summary>
    public static string Text { get; } =
        Assembly.GetEntryAssembly()?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";
}
