using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The console logs of all resources. Thread-safe.</summary>
public class ResourceLoggerService : IDisposable
{
    private readonly ConcurrentDictionary<string, ConsoleLog> _logs = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Writes into the console log of a resource that has one copy.</summary>
    public ILogger GetLogger(IResource resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return GetLogger(resource.Name);
    }

    /// <summary>Writes into the console log of one copy.</summary>
    public ILogger GetLogger(string resourceName) => new ConsoleLogWriter(Of(resourceName));

    /// <summary>First what is kept of the log, then each new line.</summary>
    public IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(string resourceName) => Of(resourceName).FollowAsync();

    /// <summary>First what is kept of the log, then each new line.</summary>
    public IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(IResource resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return WatchAsync(resource.Name);
    }

    /// <summary>What is kept of the log.</summary>
    public async IAsyncEnumerable<IReadOnlyList<LogLine>> GetAllAsync(string resourceName)
    {
        await Task.CompletedTask;
        yield return Of(resourceName).Since(0).Lines;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _logs.Clear();
        GC.SuppressFinalize(this);
    }

    internal ConsoleLog Of(string resourceId) => _logs.GetOrAdd(resourceId, _ => new());
}
