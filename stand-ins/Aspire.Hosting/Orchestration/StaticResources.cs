using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>Resources without a process: parameters and connection strings, shown with their value.</summary>
internal static class StaticResources
{
    public static async Task AnnounceAsync(ResourceNotificationService notifications, IResource resource, CancellationToken cancellationToken)
    {
        var secret = resource is not ParameterResource { Secret: false } and (ParameterResource or IResourceWithConnectionString);
        var value = resource is IValueProvider provider ? await provider.GetValueAsync(cancellationToken) : null;
        var isConnection = resource is IResourceWithConnectionString;
        var icon = resource.Annotations.OfType<ResourceIconAnnotation>().LastOrDefault();
        await notifications.PublishUpdateAsync(resource, snapshot => (snapshot with
        {
            ResourceType = isConnection ? "ConnectionString" : resource is ParameterResource ? "Parameter" : resource.GetType().Name,
            State = new(KnownResourceStates.Running, KnownResourceStateStyles.Success),
            Relationships = CopyPublisher.RelationshipsOf(resource),
            IsHidden = resource.HasAnnotationOfType<HiddenAnnotation>(),
            IconName = icon?.IconName ?? "Key",
            IconVariant = icon?.IconVariant ?? IconVariant.Filled,
        })
            .WithProperty(isConnection ? "resource.connectionString" : "Value", value, secret)
            .WithProperty("resource.source", isConnection ? $"ConnectionStrings:{resource.Name}" : $"Parameters:{resource.Name}"));
    }
}
