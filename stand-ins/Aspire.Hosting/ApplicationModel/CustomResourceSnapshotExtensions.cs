using System.Collections.Immutable;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Changes to a snapshot.</summary>
public static class CustomResourceSnapshotExtensions
{
    /// <summary>The same with these health reports.</summary>
    public static CustomResourceSnapshot WithHealthReports(this CustomResourceSnapshot snapshot, ImmutableArray<HealthReportSnapshot> healthReports)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return snapshot with { HealthReports = healthReports };
    }

    /// <summary>The same with this property set; null removes it.</summary>
    internal static CustomResourceSnapshot WithProperty(this CustomResourceSnapshot snapshot, string name, object? value, bool sensitive = false)
    {
        var others = snapshot.Properties.RemoveAll(property => property.Name == name);
        return snapshot with { Properties = value is null ? others : others.Add(new(name, value) { IsSensitive = sensitive }) };
    }
}
