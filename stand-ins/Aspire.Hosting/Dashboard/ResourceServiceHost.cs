using Aspire.Hosting.Processes;

namespace Aspire.Hosting.Dashboard;

/// <summary>Serves the dashboard's questions about the resources.</summary>
internal sealed class ResourceServiceHost(PortLeases leases) : IAsyncDisposable
{
    /// <summary>Its loopback port, the same for the whole run.</summary>
    public int Port { get; } = leases.Take();

    public Task StartAsync(CancellationToken cancellationToken) => Port > 0 ? Task.CompletedTask : throw new InvalidOperationException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
