using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Servers;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestration;

/// <summary>Publishes the state of copies, and with each change which commands can be used and which urls answer. Thread-safe.</summary>
internal sealed partial class CopyPublisher(
    ResourceNotificationService notifications, DistributedApplicationExecutionContext execution, IServiceProvider services, ILogger<CopyPublisher> logger)
{
    /// <summary>The first state of a copy.</summary>
    public async Task AnnounceAsync(ResourceCopy copy, string state, CancellationToken cancellationToken)
    {
        var urls = await UrlsAsync(copy, cancellationToken);
        var icon = copy.Resource.Annotations.OfType<ResourceIconAnnotation>().LastOrDefault();
        await PublishAsync(copy, snapshot => snapshot with
        {
            ResourceType = TypeOf(copy.Resource),
            State = new(state, null),
            CreationTimeStamp = DateTime.UtcNow,
            Urls = urls,
            Relationships = RelationshipsOf(copy.Resource),
            IsHidden = copy.Resource.HasAnnotationOfType<HiddenAnnotation>(),
            IconName = icon?.IconName,
            IconVariant = icon?.IconVariant,
            HealthReports = [.. ChecksOf(copy.Resource).Select(name => new HealthReportSnapshot(name, null, null, null))],
        });
    }

    /// <summary>Changes the state of a copy.</summary>
    public Task PublishAsync(ResourceCopy copy, Func<CustomResourceSnapshot, CustomResourceSnapshot> change)
        => notifications.PublishUpdateAsync(copy.Resource, copy.Id, before =>
        {
            var after = change(before);
            return ReferenceEquals(after, before) ? before : WithUrls(WithCommands(copy.Resource, after));
        });

    public static ImmutableArray<RelationshipSnapshot> RelationshipsOf(IResource resource)
        => [.. resource.Annotations.OfType<ResourceRelationshipAnnotation>().Select(edge => new RelationshipSnapshot(edge.Resource.Name, edge.Type))];

    /// <summary>The names of a resource's health checks.</summary>
    public static IEnumerable<string> ChecksOf(IResource resource)
        => resource.Annotations.OfType<Health.CopyHealthCheckAnnotation>().Select(check => check.Name)
            .Concat(resource.Annotations.OfType<HealthCheckAnnotation>().Select(check => check.Key));

    private static string TypeOf(IResource resource) => resource switch
    {
        _ when GivenConnection.Of(resource) is not null => "ExternalService",
        _ when resource.TryGetLastAnnotation<ServerAnnotation>(out var server) && server.Choice is ServerChoice.Container => "Container",
        ProjectResource => "Project",
        IResourceWithConnectionString and not ContainerResource => "ConnectionString",
        ParameterResource => "Parameter",
        _ => "Executable",
    };

    private static CustomResourceSnapshot WithUrls(CustomResourceSnapshot snapshot)
    {
        var inactive = snapshot.State?.Text != KnownResourceStates.Running;
        return snapshot.Urls.All(url => url.IsInactive == inactive)
            ? snapshot
            : snapshot with { Urls = [.. snapshot.Urls.Select(url => url with { IsInactive = inactive })] };
    }

    private CustomResourceSnapshot WithCommands(IResource resource, CustomResourceSnapshot snapshot)
        => snapshot with { Commands = [.. resource.Annotations.OfType<ResourceCommandAnnotation>().Select(command => Show(resource, command, snapshot))] };

    private ResourceCommandSnapshot Show(IResource resource, ResourceCommandAnnotation command, CustomResourceSnapshot snapshot)
    {
        var state = ResourceCommandState.Disabled;
        try
        {
            state = command.UpdateState(new() { ResourceSnapshot = snapshot, ServiceProvider = services });
        }
        catch (Exception failure)
        {
            // Foreign code: a command whose guard throws stays disabled, the resource itself must go on.
            LogGuard(logger, failure, command.Name, resource.Name);
        }

        return new(
            command.Name, state, command.DisplayName, command.DisplayDescription, command.Parameter,
            command.ConfirmationMessage, command.IconName, command.IconVariant, command.IsHighlighted);
    }

    private async Task<ImmutableArray<UrlSnapshot>> UrlsAsync(ResourceCopy copy, CancellationToken cancellationToken)
    {
        if (copy.Resource is not IResourceWithEndpoints owner || GivenConnection.Of(owner) is not null)
        {
            return [];
        }

        var endpoints = owner.GetEndpoints().Where(endpoint => endpoint.IsAllocated).ToList();
        var context = new ResourceUrlsCallbackContext(
            execution, owner, [.. endpoints.Select(endpoint => new ResourceUrlAnnotation { Url = endpoint.Url, Endpoint = endpoint })], cancellationToken);
        foreach (var callback in owner.Annotations.OfType<ResourceUrlsCallbackAnnotation>())
        {
            await callback.Callback(context);
        }

        var shown = context.Urls.Select((url, index) => new UrlSnapshot(
            url.Endpoint?.EndpointName ?? $"url-{index}", Absolute(url), url.DisplayLocation == UrlDisplayLocation.DetailsOnly)
        { DisplayProperties = new(url.DisplayText ?? string.Empty, url.DisplayOrder ?? 0) });
        var direct = endpoints.Where(endpoint => EndpointAllocator.IsProxied(owner, endpoint.EndpointAnnotation)).Select(endpoint => new UrlSnapshot(
            $"{endpoint.EndpointName} target port", $"{endpoint.Scheme}://{endpoint.Host}:{endpoint.EndpointAnnotation.ReplicaPorts[copy.Replica]}", IsInternal: true));
        return [.. shown, .. direct];
    }

    private static string Absolute(ResourceUrlAnnotation url)
        => url.Url.StartsWith('/') && url.Endpoint is { } endpoint ? new Uri(new Uri(endpoint.Url), url.Url).ToString() : url.Url;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Whether command {Command} of {Resource} can be used could not be told; it stays disabled.")]
    private static partial void LogGuard(ILogger logger, Exception failure, string command, string resource);
}
