using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>What is known of every resource, and who is told when it changes. Thread-safe.</summary>
public class ResourceNotificationService : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ResourceEvent> _current = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<ChangeFeed> _feeds = [];

    /// <summary>Changes the state of a resource that has one copy.</summary>
    public Task PublishUpdateAsync(IResource resource, Func<CustomResourceSnapshot, CustomResourceSnapshot> stateFactory)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return PublishUpdateAsync(resource, resource.Name, stateFactory);
    }

    /// <summary>Changes the state of one copy; those who watch see the newest state, and may miss one between two.</summary>
    public Task PublishUpdateAsync(IResource resource, string resourceId, Func<CustomResourceSnapshot, CustomResourceSnapshot> stateFactory)
    {
        ArgumentNullException.ThrowIfNull(stateFactory);
        lock (_lock)
        {
            var before = _current.TryGetValue(resourceId, out var known)
                ? known.Snapshot
                : new CustomResourceSnapshot { ResourceType = resource.GetType().Name, Properties = [], CreationTimeStamp = DateTime.UtcNow };
            var after = stateFactory(before);
            if (known is not null && ReferenceEquals(before, after))
            {
                return Task.CompletedTask;
            }

            var change = _current[resourceId] = new ResourceEvent(resource, resourceId, after);
            foreach (var feed in _feeds)
            {
                feed.Offer(change);
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>What is known now; <paramref name="resourceId"/> is a copy's id or, for a single copy, the resource's name.</summary>
    public bool TryGetCurrentState(string resourceId, out ResourceEvent? resourceEvent)
    {
        lock (_lock)
        {
            if (_current.TryGetValue(resourceId, out resourceEvent))
            {
                return true;
            }

            var copies = _current.Values.Where(known => string.Equals(known.Resource.Name, resourceId, StringComparison.OrdinalIgnoreCase)).Take(2).ToList();
            resourceEvent = copies.Count == 1 ? copies[0] : null;
            return resourceEvent is not null;
        }
    }

    /// <summary>First the state of every copy, then each change. A slow reader gets the newest state of each, not every step.</summary>
    public async IAsyncEnumerable<ResourceEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var feed = new ChangeFeed();
        lock (_lock)
        {
            foreach (var known in _current.Values)
            {
                feed.Offer(known);
            }

            _feeds.Add(feed);
        }

        try
        {
            while (true)
            {
                foreach (var change in await feed.TakeAsync(cancellationToken))
                {
                    yield return change;
                }
            }
        }
        finally
        {
            lock (_lock)
            {
                _feeds.Remove(feed);
            }
        }
    }

    /// <summary>Waits until some copy of a resource is in a state; <c>Running</c> when not said.</summary>
    public Task WaitForResourceAsync(string resourceName, string? targetState = null, CancellationToken cancellationToken = default)
        => WaitForResourceAsync(resourceName, [targetState ?? KnownResourceStates.Running], cancellationToken);

    /// <summary>Waits until some copy of a resource is in one of the states, and returns which.</summary>
    public async Task<string> WaitForResourceAsync(string resourceName, IEnumerable<string> targetStates, CancellationToken cancellationToken = default)
    {
        var states = targetStates.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var found = await WaitForResourceAsync(resourceName, change => change.Snapshot.State is { } state && states.Contains(state.Text), cancellationToken);
        return found.Snapshot.State!.Text;
    }

    /// <summary>Waits until some copy of a resource fulfils a condition.</summary>
    public async Task<ResourceEvent> WaitForResourceAsync(string resourceName, Func<ResourceEvent, bool> predicate, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        await foreach (var change in WatchAsync(cancellationToken))
        {
            if (string.Equals(change.Resource.Name, resourceName, StringComparison.OrdinalIgnoreCase) && predicate(change))
            {
                return change;
            }
        }

        throw new OperationCanceledException($"The application stopped before resource '{resourceName}' was as awaited.");
    }

    /// <summary>Waits until every copy of a resource runs and is healthy.</summary>
    public Task<ResourceEvent> WaitForResourceHealthyAsync(string resourceName, CancellationToken cancellationToken = default)
        => WaitForResourceAsync(resourceName, change => All(change.Resource, IsHealthy), cancellationToken);

    /// <summary>Waits for everything that a resource's <see cref="WaitAnnotation"/>s name.</summary>
    public async Task WaitForDependenciesAsync(IResource resource, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(resource);
        await Task.WhenAll(resource.Annotations.OfType<WaitAnnotation>().ToList().Select(wait =>
            WaitForResourceAsync(wait.Resource.Name, change => Fulfils(wait, change), cancellationToken)));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _feeds.Clear();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>The waits that hold a resource back now.</summary>
    internal ImmutableArray<WaitAnnotation> Pending(IResource resource)
        => [.. resource.Annotations.OfType<WaitAnnotation>().Where(wait => !Of(wait.Resource).Any(change => Fulfils(wait, change)))];

    /// <summary>Every copy of every resource.</summary>
    internal ImmutableArray<ResourceEvent> Current()
    {
        lock (_lock)
        {
            return [.. _current.Values];
        }
    }

    private static bool IsHealthy(ResourceEvent change)
        => change.Snapshot.HealthStatus is HealthStatus.Healthy || change.Snapshot.State?.Text == KnownResourceStates.Active;

    private bool Fulfils(WaitAnnotation wait, ResourceEvent change) => wait.WaitType switch
    {
        WaitType.WaitUntilHealthy => All(change.Resource, IsHealthy),
        WaitType.WaitUntilStarted => All(change.Resource, copy => copy.Snapshot.State?.Text is { } state
            && (state == KnownResourceStates.Running || state == KnownResourceStates.Active || state == KnownResourceStates.Finished)),
        _ => All(change.Resource, copy => copy.Snapshot.State?.Text == KnownResourceStates.Finished && (copy.Snapshot.ExitCode ?? 0) == wait.ExitCode),
    };

    private bool All(IResource resource, Func<ResourceEvent, bool> condition) => Of(resource) is { Length: > 0 } copies && copies.All(condition);

    private ImmutableArray<ResourceEvent> Of(IResource resource)
    {
        lock (_lock)
        {
            return [.. _current.Values.Where(known => ReferenceEquals(known.Resource, resource))];
        }
    }
}
