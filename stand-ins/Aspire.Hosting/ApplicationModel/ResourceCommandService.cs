using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Runs the commands of resources. Thread-safe.</summary>
public class ResourceCommandService
{
    private readonly ResourceNotificationService _notifications;
    private readonly IServiceProvider _services;

    internal ResourceCommandService(ResourceNotificationService notifications, IServiceProvider services)
        => (_notifications, _services) = (notifications, services);

    /// <summary>Runs a command on every copy of a resource; the first failure is the answer.</summary>
    public async Task<ExecuteCommandResult> ExecuteCommandAsync(IResource resource, string commandName, CancellationToken cancellationToken = default)
    {
        var copies = _notifications.Current().Where(known => ReferenceEquals(known.Resource, resource)).ToList();
        var results = await Task.WhenAll(copies.Select(copy => ExecuteCommandAsync(copy.ResourceId, commandName, cancellationToken)));
        return results.FirstOrDefault(result => !result.Success) ?? results.FirstOrDefault() ?? CommandResults.Failure($"Resource '{resource}' is not running.");
    }

    /// <summary>Runs a command on one copy. A command that does not exist or cannot be used now, and one that throws, is a failure that says so.</summary>
    public async Task<ExecuteCommandResult> ExecuteCommandAsync(string resourceId, string commandName, CancellationToken cancellationToken = default)
    {
        if (!_notifications.TryGetCurrentState(resourceId, out var current) || current is null)
        {
            return CommandResults.Failure($"There is no resource '{resourceId}'.");
        }

        var command = current.Resource.Annotations.OfType<ResourceCommandAnnotation>().LastOrDefault(known => known.Name == commandName);
        if (command is null)
        {
            return CommandResults.Failure($"Resource '{resourceId}' has no command '{commandName}'.");
        }

        if (command.UpdateState(new() { ResourceSnapshot = current.Snapshot, ServiceProvider = _services }) != ResourceCommandState.Enabled)
        {
            return CommandResults.Failure($"Command '{command.DisplayName}' cannot be used while '{resourceId}' is {current.Snapshot.State?.Text ?? "unknown"}.");
        }

        try
        {
            return await command.ExecuteCommand(new()
            {
                ResourceName = current.ResourceId,
                ServiceProvider = _services,
                CancellationToken = cancellationToken,
                Logger = _services.GetRequiredService<ResourceLoggerService>().GetLogger(current.ResourceId),
            });
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return CommandResults.Canceled();
        }
        catch (Exception failure)
        {
            // A command is foreign code: whatever it throws is its answer, and must not end the app host.
            return CommandResults.Failure(failure);
        }
    }
}
