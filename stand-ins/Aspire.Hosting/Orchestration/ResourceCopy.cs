using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>One running copy of a resource.</summary>
/// <param name="Resource">Of what.</param>
/// <param name="Replica">Which copy, from 0.</param>
/// <param name="Suffix">What tells it from others in telemetry (<c>service.instance.id</c>).</param>
internal sealed record ResourceCopy(IResource Resource, int Replica, string Suffix)
{
    /// <summary>The name by which the dashboard knows it; it finds the telemetry of a copy by exactly this form.</summary>
    public string Id { get; } = $"{Resource.Name}-{Suffix}";
}
