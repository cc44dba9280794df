using System.Collections;
using System.Collections.ObjectModel;
using System.Diagnostics.CodeAnalysis;

namespace Grpc.AspNetCore.HealthChecks;

/// <summary>Which health checks stand for which services.</summary>
public sealed class GrpcHealthChecksOptions
{
    /// <summary>The services; the empty name is the server itself and covers every check unless it is mapped otherwise.</summary>
    public ServiceMappingCollection Services { get; } = [];

    /// <summary>Whether Check answers from the last published results instead of running the checks.</summary>
    public bool UseHealthChecksCache { get; set; }

    /// <summary>Whether watches stay open while the server stops; they end with NOT_SERVING by default.</summary>
    public bool SuppressCompletionOnShutdown { get; set; }
}

/// <summary>One service and its health checks.</summary>
public sealed class ServiceMapping
{
    /// <summary>A service that is healthy when the chosen checks are.</summary>
    public ServiceMapping(string name, Func<HealthCheckMapContext, bool> predicate)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(predicate);
        Name = name;
        HealthCheckPredicate = predicate;
    }

    /// <summary>The name of the service.</summary>
    public string Name { get; }

    /// <summary>Chooses the checks.</summary>
    public Func<HealthCheckMapContext, bool> HealthCheckPredicate { get; }
}

/// <summary>A health check that may be chosen for a service.</summary>
public sealed class HealthCheckMapContext(string name, IEnumerable<string> tags)
{
    /// <summary>The name of the check.</summary>
    public string Name { get; } = name;

    /// <summary>Its tags.</summary>
    public IEnumerable<string> Tags { get; } = tags;
}

/// <summary>The services of a server, by name.</summary>
public sealed class ServiceMappingCollection : ICollection<ServiceMapping>
{
    private readonly ByName _mappings = [];

    /// <inheritdoc/>
    public int Count => _mappings.Count;

    /// <inheritdoc/>
    public bool IsReadOnly => false;

    /// <summary>Maps a service to checks, in place of an earlier mapping.</summary>
    public void Map(string name, Func<HealthCheckMapContext, bool> predicate)
    {
        _mappings.Remove(name);
        _mappings.Add(new ServiceMapping(name, predicate));
    }

    /// <inheritdoc/>
    public void Add(ServiceMapping item) => _mappings.Add(item);

    /// <inheritdoc/>
    public void Clear() => _mappings.Clear();

    /// <inheritdoc/>
    public bool Contains(ServiceMapping item) => _mappings.Contains(item);

    /// <inheritdoc/>
    public void CopyTo(ServiceMapping[] array, int arrayIndex) => _mappings.CopyTo(array, arrayIndex);

    /// <inheritdoc/>
    public bool Remove(ServiceMapping item) => _mappings.Remove(item);

    /// <summary>Removes the mapping of a service.</summary>
    public void Remove(string name) => _mappings.Remove(name);

    /// <inheritdoc/>
    public IEnumerator<ServiceMapping> GetEnumerator() => _mappings.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal bool TryGet(string name, [NotNullWhen(true)] out ServiceMapping? mapping) => _mappings.TryGetValue(name, out mapping);

    private sealed class ByName : KeyedCollection<string, ServiceMapping>
    {
        protected override string GetKeyForItem(ServiceMapping item) => item.Name;
    }
}
