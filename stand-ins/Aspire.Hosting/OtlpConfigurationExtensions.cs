using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Telemetry.</summary>
public static class OtlpConfigurationExtensions
{
    /// <summary>Tells a resource where the dashboard takes telemetry; projects are told anyway.</summary>
    public static IResourceBuilder<T> WithOtlpExporter<T>(this IResourceBuilder<T> builder)
        where T : IResourceWithEnvironment
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.WithAnnotation(new OtlpExporterAnnotation(), ResourceAnnotationMutationBehavior.Replace);
    }
}
