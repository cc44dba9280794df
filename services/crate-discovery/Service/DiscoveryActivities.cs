using System.Diagnostics;

namespace Ctas7.CrateDiscovery;

/// <summary>The spans of this service: from what was seen or asked to what the bus is told, as one trace.</summary>
internal static class DiscoveryActivities
{
    private static readonly ActivitySource Source = new("Ctas7.CrateDiscovery");

    /// <summary>A span within what runs now.</summary>
    internal static Activity? Start(string name) => Source.StartActivity(name);

    /// <summary>A span that goes on with the trace of <paramref name="cause"/>; without one it begins its own.</summary>
    internal static Activity? Continue(string name, ActivityContext cause) => Source.StartActivity(name, ActivityKind.Internal, cause);

    /// <summary>The span that runs now, to be continued elsewhere.</summary>
    internal static ActivityContext Now => Activity.Current?.Context ?? default;
}
